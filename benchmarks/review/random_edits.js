// Evaluated in a signed-in page: random edits through the page's own model and the real server.
async ({ documentId, edits, seed }) => {
  const { ReportModel } = await import("/static/js/report_model.js");
  const { heardAt } = await import("/static/js/report_times.js");
  const { getJson, postJson } = await import("/static/js/api.js");

  let state = seed * 2654435761 + 1;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const under = (most) => Math.floor(random() * most);
  const NEW = ["hypertension", "5", "mg,", "no", "édéma", "____", "T2DM", "(left)", "1/2", "x-ray."];
  const newWord = () => NEW[under(NEW.length)];

  const path = `/dictations/${documentId}/words`;
  await postJson(`/documents/${documentId}/claim`);
  let spoken = await getJson(path);
  const { words } = spoken;
  let model = new ReportModel(spoken.tokens);
  let { revision } = spoken;
  const answer = { kinds: {}, compared: 0, failures: [] };
  const plain = (text) => text.split(/\s+/).filter(Boolean).join(" ");
  const timeOf = (token) => JSON.stringify(heardAt(token, words));

  /** @returns {[string, string] | null} kind and the text after it */
  function change(text) {
    const pieces = [...text.matchAll(/\S+/g)];
    const kind = ["insert", "delete", "replace", "split", "merge", "paragraph", "letter"][under(7)];
    if (pieces.length < 20 && kind === "delete") return null;
    const at = under(pieces.length);
    const [start, end] = [pieces[at].index, pieces[at].index + pieces[at][0].length];
    const put = (from, to, typed) => [kind, text.slice(0, from) + typed + text.slice(to)];
    if (kind === "insert") return put(end, end, ` ${newWord()}${random() < 0.4 ? ` ${newWord()}` : ""}`);
    if (kind === "delete") {
      const last = Math.min(at + under(3), pieces.length - 1);
      const after = last + 1 < pieces.length ? pieces[last + 1].index : text.length;
      return put(start, after, "");
    }
    if (kind === "replace") {
      const last = Math.min(at + under(3), pieces.length - 1);
      return put(start, pieces[last].index + pieces[last][0].length, random() < 0.3 ? `${newWord()} ${newWord()}` : newWord());
    }
    if (kind === "split") {
      const cut = start + 1 + under(Math.max(end - start - 1, 0));
      return end - start < 2 ? null : put(cut, cut, " ");
    }
    if (kind === "letter") return put(start, end, `${pieces[at][0]}s`);
    if (at + 1 >= pieces.length) return null;
    return put(end, pieces[at + 1].index, kind === "merge" ? "" : "\n\n");
  }

  /** Words that no letter of the change touched, with what stands around them. */
  function untouched(found) {
    return model.tokens.filter((token, index) => {
      const first = model.chunkStart(index);
      const last = model.chunkEnd(index);
      const from = model.starts[first];
      const to = model.starts[last] + model.tokens[last].text.length + model.tokens[last].after.length;
      return to < found.start || from > found.oldEnd;
    });
  }

  function compare(kind, before) {
    const now = new Map(model.tokens.map((token) => [token.id, token]));
    for (const token of before) {
      const same = now.get(token.id);
      answer.compared++;
      if (!same || same.text !== token.text || timeOf(same) !== timeOf(token)) {
        answer.failures.push(`${kind} at revision ${revision}: an untouched word lost its time (${token.id})`);
      }
    }
  }

  async function save(kind, typed) {
    const found = model.difference(typed);
    if (!found) return;
    const before = untouched(found);
    const dirty = model.dirty(typed);
    const old = new Set(model.tokens.slice(Math.max(dirty.first, 0), dirty.last + 1).flatMap((token) => token.words));
    const oldText = plain(model.text.slice(found.start, found.oldEnd)).split(" ");
    const [first, last] = [model.tokens[dirty.first]?.id ?? "", model.tokens[dirty.last]?.id ?? ""];
    const saved = await postJson(`/documents/${documentId}/text`, { based_on: revision, first, last, text: dirty.text });
    ({ revision } = saved);
    model.replace(Math.max(dirty.first, 0), dirty.last, saved.tokens);
    compare(kind, before);
    const carried = new Set(saved.tokens.flatMap((token) => token.words));
    // a word typed anew that stood among those typed over is that word; what stood beside it was taken out
    const isSomeKept = plain(typed.slice(found.start, found.newEnd))
      .split(" ")
      .some((word) => oldText.includes(word));
    if (kind !== "delete" && !isSomeKept && [...old].some((word) => !carried.has(word))) {
      answer.failures.push(`${kind} at revision ${revision}: what was typed over left its time behind`);
    }
    if (plain(model.text) !== plain(typed)) answer.failures.push(`${kind} at revision ${revision}: the text is another one`);
  }

  async function undo() {
    ({ revision } = await postJson(`/documents/${documentId}/undo`));
    spoken = await getJson(path);
    model = new ReportModel(spoken.tokens);
  }

  async function compareWithServer() {
    spoken = await getJson(path);
    const shown = (tokens) => JSON.stringify(tokens.map((token) => [token.id, token.text, token.after, token.words]));
    if (shown(spoken.tokens) !== shown(model.tokens)) answer.failures.push(`at revision ${revision} page and server differ`);
  }

  for (let done = 0; done < edits; ) {
    const changed = random() < 0.1 && revision > 0 ? ["undo", ""] : change(model.text);
    if (!changed) continue;
    const [kind, typed] = changed;
    if (kind === "undo") await undo();
    else await save(kind, typed);
    answer.kinds[kind] = (answer.kinds[kind] ?? 0) + 1;
    done++;
    if (done % 25 === 0) await compareWithServer();
  }
  await compareWithServer();
  return answer;
}
