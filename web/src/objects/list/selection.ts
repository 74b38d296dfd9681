/** Which rows are ticked: some ids, or everything that matches the filter. */
export interface Selection {
  ids: readonly number[];
  everything: boolean;
}

export const noSelection: Selection = { ids: [], everything: false };
