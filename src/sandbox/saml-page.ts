import { escaped, page, personButtons } from './identity-page.ts';
import type { TestIdentity } from './identity-server.ts';
import { ANOMALIES, DEFECTS } from './saml-outcomes.ts';

/** Who would you like to be, and how is it to end? `action`: where the choice goes. */
export function samlChoicePage(
  people: readonly TestIdentity[],
  given: { action: string; ticket: string; level: number },
): string {
  const option = (value: string, label: string) => `<option value="${escaped(value)}">${escaped(label)}</option>`;
  const anomalies = Object.entries(ANOMALIES).map(([number, label]) => option(number, `${number}: ${label}`));
  return page(
    'Identità digitale di prova (SPID)',
    `<p>Il servizio chiede il livello ${given.level}. Scegliere una persona per proseguire.</p>
<form method="post" action="${escaped(given.action)}"><input type="hidden" name="ticket" value="${escaped(given.ticket)}">
<p><label for="outcome">Per chi prova un servizio: come deve andare?</label>
<select id="outcome" name="outcome"><option value="">bene</option>
<optgroup label="Anomalia">${anomalies.join('')}</optgroup>
<optgroup label="Risposta da non credere">${DEFECTS.map((one) => option(one, one)).join('')}</optgroup></select></p>
<ul>${personButtons(people)}</ul>
<button class="cancel" name="person" value="">Annulla</button></form>`,
  );
}

/** Carries the response to the service; by itself where scripts run, else by the button. */
export function samlPostPage(given: {
  readonly consumerUrl: string;
  readonly response: string;
  readonly relayState: string;
  readonly nonce: string;
}): string {
  const hidden = (name: string, value: string) => `<input type="hidden" name="${name}" value="${escaped(value)}">`;
  const state = given.relayState === '' ? '' : hidden('RelayState', given.relayState);
  return page(
    'Ritorno al servizio',
    `<form method="post" action="${escaped(given.consumerUrl)}">${hidden('SAMLResponse', given.response)}${state}
<button>Prosegui</button></form><script nonce="${given.nonce}">document.forms[0].submit()</script>`,
  );
}
