/* Completion of prefixes, and of the graph's terms by their labels. Nothing is asked of any other host. */

const MOST = 60;

/**
 * Registers the completers "prefixes" and "terms" with the editor's class, in place of its own, which ask other hosts.
 * @param {Function} Yasqe the class of the editor
 * @param {Promise<object>} terms what the server knows: prefixes, classes, properties, things
 */
export function complete(Yasqe, terms) {
  const prefixes = terms.then((known) => Object.entries(known.prefixes).map(([name, iri]) => `${name}: <${iri}>`));
  Yasqe.registerAutocompleter({ ...Yasqe.Autocompleters.prefixes, get: () => prefixes, persistenceId: undefined });
  Yasqe.registerAutocompleter(ofTerms(terms));
  Yasqe.defaults.autocompleters = ["prefixes", "variables", "terms"];
}

/**
 * The prefixed name of an IRI, or the IRI in angle brackets where no prefix gives a plain local name.
 * @param {string} iri
 * @param {Object<string, string>} prefixes
 * @returns {{text: string, prefix: string}} the prefix is empty for a whole IRI
 */
export function short(iri, prefixes) {
  let found = { text: `<${iri}>`, prefix: "" };
  let length = 0;
  for (const [name, namespace] of Object.entries(prefixes)) {
    const rest = iri.slice(namespace.length);
    if (iri.startsWith(namespace) && namespace.length > length && /^[A-Za-z0-9_][\w-]*$/.test(rest)) {
      found = { text: `${name}:${rest}`, prefix: name };
      length = namespace.length;
    }
  }
  return found;
}

/**
 * Declares the known prefixes that a query uses without a declaration, so that it can be asked elsewhere too.
 * @param {object} yasqe the editor
 * @param {Object<string, string>} prefixes
 */
export function declare(yasqe, prefixes) {
  const text = yasqe.getValue().replace(/<[^<>\s]*>|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|#.*/g, " ");
  const declared = new Set([...text.matchAll(/\bPREFIX\s+([\w-]*):/gi)].map((found) => found[1]));
  const used = new Set([...text.matchAll(/(?<![\w?$:@-])([A-Za-z][\w-]*):/g)].map((found) => found[1]));
  const missing = [...used].filter((name) => Object.keys(prefixes).includes(name) && !declared.has(name)).sort().reverse();
  if (missing.length) yasqe.addPrefixes(Object.fromEntries(missing.map((name) => [name, prefixes[name]])));
}

/** The completer of terms: classes behind "a", properties as predicates, else everything, things first. */
function ofTerms(terms) {
  const said = new Map();
  return {
    name: "terms",
    bulk: false,
    autoShow: false,
    isValidCompletionPosition: (yasqe) => {
      const token = yasqe.getTokenAt(yasqe.getCursor());
      if (token.type === "comment" || token.type === "string" || token.state.inPrefixDecl) return false;
      return !/^[?$"']/.test(yasqe.getCompleteToken().string);
    },
    get: async (yasqe, token) => {
      const known = await terms;
      const wanted = token.string.trim().toLowerCase();
      said.clear();
      for (const [iri, label, meaning] of places(yasqe, token, known)) {
        if (said.size >= MOST) break;
        if (fits(wanted, label, short(iri, known.prefixes).text)) said.set(iri, { label, meaning });
      }
      return [...said.keys()];
    },
    postprocessHints: drawn(terms, said),
  };
}

/** How hints look and what choosing one does: it puts the short name in, and declares its prefix. */
function drawn(terms, said) {
  let prefixes = {};
  terms.then((known) => { prefixes = known.prefixes; });
  return (yasqe, hints) => hints.map((hint) => {
    const { text, prefix } = short(hint.text, prefixes);
    const { label, meaning } = said.get(hint.text);
    return {
      ...hint,
      text,
      render: (element) => {
        element.append(label, " ", part("code", text));
        if (meaning) element.append(part("small", meaning.length > 160 ? `${meaning.slice(0, 159)}…` : meaning));
      },
      hint: (editor, data, chosen) => {
        editor.replaceRange(text, chosen.from || data.from, chosen.to || data.to, "complete");
        if (prefix) yasqe.addPrefixes({ [prefix]: prefixes[prefix] });
      },
    };
  });
}

function part(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

/** The terms that may stand where the cursor is, the likeliest first. */
function places(yasqe, token, known) {
  const before = yasqe.getPreviousNonWsToken(yasqe.getCursor().line, token);
  if (["a", "rdf:type"].includes(before.string)) return known.classes;
  const state = before.state || {};
  if ((state.possibleNext || []).includes("a") || (state.possibleCurrent || []).includes("a")) {
    return [...known.properties, ...known.things, ...known.classes];
  }
  return [...known.things, ...known.properties, ...known.classes];
}

/** Whether a word of the label, or the short name, begins with what was typed. */
function fits(wanted, label, text) {
  const low = label.toLowerCase();
  return !wanted || low.startsWith(wanted) || low.includes(` ${wanted}`) || text.toLowerCase().startsWith(wanted)
    || text.toLowerCase().includes(`:${wanted}`);
}
