// The editor: CodeMirror with Python, in a script of its own that is loaded when an exercise comes near.
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { Annotation, EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

const byPage = Annotation.define(); // of a change that is not the reader's
const markLine = StateEffect.define();
const wrongLine = Decoration.line({ class: "wrong-line" });

/** The line with an error, until the text changes. */
const marked = StateField.define({
  create: () => Decoration.none,
  update(lines, transaction) {
    if (transaction.docChanged) return Decoration.none;
    for (const effect of transaction.effects) {
      if (effect.is(markLine)) lines = effect.value === null ? Decoration.none : Decoration.set([wrongLine.range(effect.value)]);
    }
    return lines;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** The rest of a line that is wrapped stands where the line begins, not at the margin, where Python would end a block. */
const hanging = EditorView.decorations.compute(["doc"], ({ doc }) => Decoration.set(Array.from({ length: doc.lines }, (_, at) => {
  const { from, text } = doc.line(at + 1);
  return Decoration.line({ attributes: { style: `--indent: ${text.search(/[^ ]|$/)}ch` } }).range(from);
})));

/**
 * Make an editor. `label` names it for a screen reader, `changed` hears each text that the reader
 * makes, `check` and `run` are asked for by Ctrl-Enter and Shift-Enter.
 */
export function editor({ text, label, changed, check, run }) {
  const does = (action) => () => {
    action();
    return true;
  };
  const view = new EditorView({
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        indentOnInput(),
        indentUnit.of("    "),
        bracketMatching(),
        highlightActiveLine(),
        EditorView.lineWrapping,
        hanging,
        python(),
        syntaxHighlighting(classHighlighter),
        marked,
        keymap.of([
          { key: "Mod-Enter", run: does(check) },
          { key: "Shift-Enter", run: does(run) },
          ...defaultKeymap.filter(({ key }) => key !== "Mod-Enter"),
          ...historyKeymap,
          indentWithTab,
        ]),
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", autocorrect: "off", autocapitalize: "off" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !update.transactions.some((one) => one.annotation(byPage))) changed(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    node: view.dom,
    text: () => view.state.doc.toString(),
    replace: (next) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next }, annotations: byPage.of(true) }),
    focus: () => view.focus(),
    focused: () => view.hasFocus,
    /** Mark a line, or none; with `go`, put the cursor there. */
    mark(line, { column = 1, go = false } = {}) {
      if (line === null || line < 1 || line > view.state.doc.lines) return view.dispatch({ effects: markLine.of(null) });
      const at = view.state.doc.line(line);
      const cursor = Math.min(at.from + Math.max(column - 1, 0), at.to);
      view.dispatch({ effects: markLine.of(at.from), ...(go ? { selection: { anchor: cursor } } : {}) });
      if (go) view.focus();
    },
  };
}

globalThis.tconvEditor = editor;
