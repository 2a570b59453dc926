// A labextension without a build step, for JupyterLab 4 and Notebook 7. It does three small things:
//
// A saved lesson shows its pictures. An output of ours holds a live widget, and beside it a picture (or HTML) for where
// the widget's model is gone: no kernel, or a new one. JupyterLab prefers the widget and then writes "model not found".
//
// A lesson that was run as a whole begins at its top, not at its last cell.
//
// A lesson in a narrow window, or at a high zoom, has the window's width: the side bar is closed.
//
// Whatever fails here is told to the console and leaves JupyterLab as it is without this file.

const NAME = "sgd-course";
const WIDGET = "application/vnd.jupyter.widget-view+json";
const STILLS = ["image/png", "text/html"];
const RUNS = ["notebook:run-all-cells", "notebook:restart-run-all"];
const NOTE = "As it was saved. Run the cells from the top to move it.";
const PATIENCE = 1500; // ms in which a live widget appears
const NARROW = "(max-width: 760px)";

let scope = null;

// A module that JupyterLab shares with its extensions.
async function shared(name) {
  const versions = scope[name];
  if (!versions) throw new Error(`JupyterLab shares no ${name}`);
  return (await Object.values(versions)[0].get())();
}

function guarded(what, act) {
  try {
    return act();
  } catch (error) {
    console.warn(`${NAME}: ${what} is left as it is (${error})`);
    return undefined;
  }
}

// --- saved pictures -------------------------------------------------------------------------------

// Every renderer that the registry makes for a widget also knows the picture beside it.
function showStills(rendermime) {
  const kind = Object.getPrototypeOf(rendermime);
  const create = kind.createRenderer;
  if (typeof create !== "function") throw new Error("the registry makes no renderers");
  kind.createRenderer = function (type, ...rest) {
    const renderer = create.call(this, type, ...rest);
    if (type === WIDGET) guarded("a saved figure", () => withStill(this, renderer));
    return renderer;
  };
}

function withStill(registry, renderer) {
  const live = renderer.renderModel.bind(renderer);
  const { node } = renderer;
  let turn = 0; // ipywidgets renders again once it knows its kernel; what an earlier turn finds is out of date
  renderer.renderModel = async (model) => {
    const mine = ++turn;
    const type = STILLS.find((name) => model.data[name] !== undefined);
    const still = type && (await guarded("a saved figure", () => picture(registry, type, model)));
    if (!still) return live(model);
    const settle = () => {
      const came = renderer.widgets?.length > 0; // the live view
      if (came || mine !== turn) return still.remove();
      for (const child of [...node.childNodes]) if (child.nodeType === Node.TEXT_NODE) child.remove();
      if (!still.isConnected) node.append(still);
    };
    const waiting = setTimeout(settle, PATIENCE);
    try {
      await live(model);
    } finally {
      clearTimeout(waiting);
      settle();
    }
  };
}

async function picture(registry, type, model) {
  const renderer = registry.createRenderer(type);
  await renderer.renderModel(model);
  const box = document.createElement("div");
  const note = document.createElement("p");
  note.setAttribute("role", "note");
  note.textContent = NOTE;
  box.className = "course-still";
  box.append(renderer.node, note);
  return box;
}

// --- the top of a lesson --------------------------------------------------------------------------

// A course's own lesson is told by its metadata; JupyterLab does with other notebooks what it likes.
function isLesson(panel) {
  return Boolean(panel?.content?.model?.getMetadata?.("course"));
}

function startAtTheTop(app, tracker) {
  app.commands.commandExecuted.connect((_, { id, result }) => {
    if (!RUNS.includes(id) || !isLesson(tracker.currentWidget)) return;
    const notebook = tracker.currentWidget.content;
    const top = () =>
      guarded("the place in the lesson", () => {
        notebook.activeCellIndex = 0;
        notebook.scrollToItem(0);
      });
    result.then(top, top);
  });
}

// --- a narrow window ------------------------------------------------------------------------------

// When a lesson is opened there, and when the window becomes so; what the reader opens later stays open.
function giveTheLessonTheWidth(app, tracker) {
  const narrow = window.matchMedia(NARROW);
  const give = (panel) =>
    guarded("the side bar", () => {
      if (narrow.matches && isLesson(panel)) app.shell.collapseLeft();
    });
  tracker.widgetAdded.connect((_, panel) =>
    Promise.all([app.restored, panel.context.ready]).then(() => give(panel)),
  );
  narrow.addEventListener("change", () => give(tracker.currentWidget));
}

// --- what JupyterLab loads ------------------------------------------------------------------------

async function plugins() {
  const { IRenderMimeRegistry } = await shared("@jupyterlab/rendermime");
  const { INotebookTracker } = await shared("@jupyterlab/notebook");
  return [
    {
      id: `${NAME}:stills`,
      autoStart: true,
      optional: [IRenderMimeRegistry],
      activate: (_, rendermime) => rendermime && guarded("saved figures", () => showStills(rendermime)),
    },
    {
      id: `${NAME}:top`,
      autoStart: true,
      optional: [INotebookTracker], // Voilà has none
      activate: (app, tracker) => tracker && guarded("the place in a lesson", () => startAtTheTop(app, tracker)),
    },
    {
      id: `${NAME}:narrow`,
      autoStart: true,
      optional: [INotebookTracker],
      activate: (app, tracker) => tracker && guarded("the side bar", () => giveTheLessonTheWidth(app, tracker)),
    },
  ];
}

window._JUPYTERLAB = window._JUPYTERLAB || {};
window._JUPYTERLAB[NAME] = {
  init: (sharedScope) => {
    scope = sharedScope;
  },
  get: async () => {
    const found = await plugins().catch((error) => {
      console.warn(`${NAME}: nothing is changed here (${error})`);
      return [];
    });
    return () => ({ __esModule: true, default: found });
  },
};
