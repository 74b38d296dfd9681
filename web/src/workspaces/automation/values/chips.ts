/** Shows `{{ record.owner.name }}` in a text editor as one chip with the value's name, which is deleted and stepped over as a whole. */
import { Decoration, EditorView, MatchDecorator, ViewPlugin, WidgetType, type DecorationSet, type ViewUpdate } from "@codemirror/view";

class Chip extends WidgetType {
  readonly path: string;
  readonly label: string;

  constructor(path: string, label: string) {
    super();
    this.path = path;
    this.label = label;
  }

  override eq(other: Chip): boolean {
    return other.path === this.path && other.label === this.label;
  }

  override toDOM(): HTMLElement {
    const element = document.createElement("span");
    element.className = "value-chip";
    element.textContent = this.label;
    element.title = this.path;
    return element;
  }
}

export function chips(labelOf: (path: string) => string) {
  const matcher = new MatchDecorator({
    regexp: /\{\{\s*([a-z][\w.]*)\s*\}\}/g,
    decoration: ([, path = ""]) => Decoration.replace({ widget: new Chip(path, labelOf(path)) }),
  });
  return ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;
      constructor(view: EditorView) {
        this.decorations = matcher.createDeco(view);
      }
      update(update: ViewUpdate) {
        this.decorations = matcher.updateDeco(update, this.decorations);
      }
    },
    {
      decorations: (plugin) => plugin.decorations,
      provide: (plugin) => EditorView.atomicRanges.of((view) => view.plugin(plugin)?.decorations ?? Decoration.none),
    },
  );
}
