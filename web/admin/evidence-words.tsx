import { type AnswerOf, formatMinute, useLanguage, useTexts } from '#kit';
import { holdersWords } from './words.ts';

type Evidence = AnswerOf<'GET /admin/holdings'>['items'][number]['evidence'];

/** How it was made certain who somebody is, by whom and when; where nobody did, that is said. */
export function EvidenceWords({ evidence }: { evidence: Evidence }) {
  const say = useTexts(holdersWords);
  const language = useLanguage();
  if (evidence.length === 0) return <span className="quiet">{say('holdings.noEvidence')}</span>;
  return evidence.map((one) => (
    <div key={`${one.how} ${one.at}`}>
      {say(`evidence.${one.how}`)}
      <span className="under">
        <Source evidence={one} />
      </span>
      <span className="under">{formatMinute(one.at, language)}</span>
    </div>
  ));
}

/** Who answers for it: a document and who looked at it, an identity and its provider, a signer, an organisation. */
function Source({ evidence }: { evidence: Evidence[number] }) {
  const say = useTexts(holdersWords);
  switch (evidence.how) {
    case 'in-person': {
      const { type, number, issuer } = evidence.document;
      const document = `${say(`documents.${type}`)} ${number}, ${issuer}`;
      return `${document}; ${say('holdings.seenBy', { who: evidence.operator })}`;
    }
    case 'digital-identity':
      return `${evidence.provider}, ${evidence.level}`;
    case 'signed-request':
      return evidence.signer;
    case 'organisation':
      return `${evidence.organisation}; ${say('holdings.toldBy', { who: evidence.by })}`;
  }
}
