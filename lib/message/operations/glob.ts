/**
 * Whether a text is as a pattern says, in which `*` stands for anything and `?` for one character; letter case does not
 * count. Takes at most as many steps as both have characters, multiplied: names come from strangers.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const wanted = [...pattern.toLowerCase()];
  const given = [...text.toLowerCase()];
  let place = 0;
  /** Where the last star stands, and how far it reaches. */
  let star = -1;
  let reach = 0;
  for (let index = 0; index < given.length; ) {
    if (wanted[place] === '*') {
      star = place++;
      reach = index;
    } else if (place < wanted.length && (wanted[place] === '?' || wanted[place] === given[index])) {
      place++;
      index++;
    } else if (star >= 0) {
      place = star + 1;
      index = ++reach;
    } else {
      return false;
    }
  }
  return wanted.slice(place).every((character) => character === '*');
}
