import type { TestIdentity } from './identity-server.ts';

export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign]!);

const STYLE = `
  body { font: 1.125rem/1.6 system-ui, sans-serif; color: #17324d; background: #f5f8fb; margin: 0 }
  .test { background: #ffe9c7; border-bottom: 3px solid #a66300; color: #17324d; padding: .75rem 1.5rem; font-weight: 700 }
  main { max-width: 40rem; margin: 2rem auto; padding: 0 1.5rem }
  h1 { font-size: 1.75rem; line-height: 1.25 }
  ul { list-style: none; padding: 0 }
  li { margin: 0 0 .75rem }
  button { font: inherit; color: inherit; text-align: left; width: 100%; padding: .75rem 1rem; background: #fff; border: 1px solid #5d7083;
    border-radius: .25rem; cursor: pointer }
  button:hover { border-color: #06c; background: #ebf3ff }
  button:focus-visible { outline: 3px solid #06c; outline-offset: 2px }
  select { font: inherit; max-width: 100%; padding: .5rem }
  small { display: block; color: #455b71 }
  .cancel { width: auto; background: none; border: 0; text-decoration: underline; color: #06c; padding-left: 0 }`;

export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="it"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title><style>${STYLE}</style></head>
<body><div class="test" role="note">TEST: identità inventate. Qui nessuno è riconosciuto davvero. / Invented identities: nobody is identified here.</div>
<main><h1>${escaped(title)}</h1>${body}</main></body></html>
`;
}

export function personButtons(people: readonly TestIdentity[]): string {
  const rows = people.map(({ subject, givenName, familyName, taxCode, note, level = 2 }) => {
    const about = [taxCode, `livello ${level}`, ...(note === undefined ? [] : [note])].join(' · ');
    const name = escaped(`${givenName} ${familyName}`);
    return `<li><button name="person" value="${escaped(subject)}">${name}<small>${escaped(about)}</small></button></li>`;
  });
  return rows.join('');
}

/** Who would you like to be? Everything that was asked goes along in the form, and is judged again. */
export function identityPage(people: readonly TestIdentity[], asked: URLSearchParams): string {
  const request = `<input type="hidden" name="request" value="${escaped(asked.toString())}">`;
  return page(
    'Identità digitale di prova',
    `<p>Scegliere una persona per proseguire.</p>
<form method="post" action="/authorize">${request}<ul>${personButtons(people)}</ul>
<button class="cancel" name="person" value="">Annulla</button></form>`,
  );
}

export function refusalPage(why: string, title = 'Non è possibile proseguire'): string {
  return page(title, `<p>${escaped(why)}</p>`);
}

/** Who is signed in where: ended from here, as a person does at his provider of identities. */
export function sessionsPage(
  sessions: readonly { readonly id: string; readonly name: string; readonly service: string }[],
  { title, action }: { readonly title: string; readonly action: string },
): string {
  const rows = sessions.map(
    ({ id, name, service }) =>
      `<li><button name="session" value="${escaped(id)}">Esci: ${escaped(name)}<small>${escaped(service)}</small></button></li>`,
  );
  const list =
    rows.length === 0
      ? '<p>Nessuna sessione.</p>'
      : `<form method="post" action="${escaped(action)}"><ul>${rows.join('')}</ul></form>`;
  return page(title, list);
}
