/* What is said of counts. A count has weight, accepted, noted and, where they are known, mean (action category). */
const data = JSON.parse(document.getElementById("data").textContent);
const about = data.about;
const groups = new Map(data.groups);
const ACTIONS = ["", "minimal", "continuing", "considering", "general", "specific"];
const ANSWERS = { accepted: "accepted", noted: "noted", pending: "answer pending", "": "no known answer" };

const number = (value) => (about.measured ? value.toFixed(2) : value.toLocaleString("en-US"));

function counted(count, noun) {
  const single = () => noun.split(" and ").map((part) => part.replace(/s$/, "")).join(" or ");
  return `${count.toLocaleString("en-US")} ${count === 1 ? single() : noun}`;
}

/* ", 9 accepted (75 % of the answered), 3 noted, 1 pending or without a known answer"; empty where no answers are known. */
function answers({ weight, accepted, noted, answered }) {
  if (!answered) return "";
  const both = accepted + noted;
  const share = both && !about.byAnswer ? ` (${Math.floor((100 * accepted) / both + 0.5)} % of the answered)` : "";
  const rest = weight - both;
  return `, ${accepted.toLocaleString("en-US")} accepted${share}, ${noted.toLocaleString("en-US")} noted` +
    (rest > 0 ? `, ${rest.toLocaleString("en-US")} pending or without a known answer` : "");
}

/* The sum of counts with its unit and answers; of a measure, which cannot be added up, the least and the largest. */
function total(counts, repeated = false) {
  if (about.measured) {
    if (!counts.length) return `${about.noun} of none`;
    const weights = counts.map((count) => count.weight);
    const [least, most] = [Math.min(...weights), Math.max(...weights)].map(number);
    return `${about.noun} ${least}${most === least ? "" : ` to ${most}`}`;
  }
  const whole = sum(counts);
  return `${counted(whole.weight, about.noun)}${repeated ? ` (${about.repeated})` : ""}${answers(whole)}`;
}

function sum(counts) {
  const whole = { weight: 0, accepted: 0, noted: 0, answered: false };
  for (const count of counts) {
    whole.weight += count.weight;
    whole.accepted += count.accepted;
    whole.noted += count.noted;
    whole.answered ||= count.answered;
  }
  return whole;
}

/* Texts by locale, numbers inside them by value: khm-2 before khm-10, 118.9 before 118.22. */
const order = new Intl.Collator("en", { numeric: true }).compare;

/* Letters and digits alone, so that search does not mind case, accents and punctuation. */
function bare(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}
