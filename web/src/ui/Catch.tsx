/** Keeps a fault in one part from taking the whole page; resets when `resetKey` changes. */
import { Component, type ReactNode } from "react";
import { ErrorState } from "./ErrorState";

interface Props {
  resetKey?: unknown;
  onRetry?: () => void;
  children: ReactNode;
}

export class Catch extends Component<Props, { error: unknown; key: unknown }> {
  override state: { error: unknown; key: unknown } = { error: null, key: this.props.resetKey };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  static getDerivedStateFromProps(props: Props, state: { error: unknown; key: unknown }) {
    return props.resetKey === state.key ? null : { error: null, key: props.resetKey };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <ErrorState
        error={this.state.error}
        onRetry={() => {
          this.props.onRetry?.();
          this.setState({ error: null });
        }}
      />
    );
  }
}
