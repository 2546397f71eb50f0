import type { Statement, StatementFacts, Statements } from './statements.ts';

export function statementsEn(facts: StatementFacts): Statements {
  return { accessibility: accessibility(facts), privacy: privacy(facts) };
}

function accessibility({ name, day }: StatementFacts): Statement {
  return {
    title: 'Accessibility statement',
    lead: `${name} wants everybody to be able to use this service, with any tool (Italian law 4/2004, directive EU 2016/2102).`,
    sections: [
      {
        title: 'Compliance',
        paragraphs: [
          'The pages are built to WCAG 2.2, level AA, and to EN 301 549: web mailbox, administration, activation, verification and public pages.',
          'With every version of the software each page is examined by an automatic check without violations, used by keyboard alone, and tried at a width of 320 pixels and at 200 % zoom.',
        ],
      },
      {
        title: 'Content that may not be accessible',
        paragraphs: [
          'Messages and attachments are shown as their senders wrote them: the provider may not change them, because they are certified. Of every HTML message the text alone can be read.',
          'The PDF files of dossiers are courtesy copies; the same information stands in the verification page, which is accessible.',
        ],
      },
      {
        title: 'Telling us',
        paragraphs: [
          'Whoever meets a difficulty can write to us: {contact}. We answer within thirty days, usually much sooner, and offer another way meanwhile.',
          'If the answer does not satisfy, there is the Ombudsman for digital affairs at AgID.',
        ],
      },
      {
        title: 'How this statement was made',
        paragraphs: [`Self-assessment with automatic tools and trials by hand. Reviewed on ${day}.`],
      },
    ],
  };
}

function privacy({ name, months }: StatementFacts): Statement {
  return {
    title: 'Privacy',
    lead: 'Which data the service handles, why, for how long, and what you can ask for.',
    sections: [
      { title: 'Who handles the data', paragraphs: [`The controller is ${name}. For any request: {contact}.`] },
      {
        title: 'Which data, and why',
        paragraphs: [
          'Of the holder: name, tax code, contact data and evidence of identity, because the law wants a certified mailbox to have a certain holder (DPR 68/2005, DM 2 November 2005).',
          'Of messages: sender, recipients, subject, dates and outcomes, because the provider must be able to prove what happened. The content of messages stays in the mailbox and nobody at the provider reads it; an automatic virus scanner examines it.',
          'Of sign-ins: date, network address and device, to defend the mailbox against intruders.',
          'The legal basis is the contract with the holder of the mailbox, and what the law obliges the provider to do (article 6, paragraph 1, letters b and c of regulation EU 2016/679).',
        ],
      },
      {
        title: 'For how long',
        paragraphs: [
          `The message log stays ${months} months, as the norm says, and is then erased. Messages with viruses stay as long. What is in the mailbox stays until its holder decides otherwise.`,
          'Name, tax code and evidence of identity stay as long as the address exists, and after it was closed: it must be possible to say whose it was, and it is never given to anybody else. They are kept encrypted, and every look at them is recorded.',
        ],
      },
      {
        title: 'Who is told',
        paragraphs: [
          'Other providers, as far as delivering messages needs it; courts and supervisors, where the law says so. Nobody else; no profiling, no advertising.',
        ],
      },
      {
        title: 'Cookies',
        paragraphs: [
          'One technical cookie after signing in, for the length of the session. None on the public pages. No font, program or image comes from other sites.',
        ],
      },
      {
        title: 'Your rights',
        paragraphs: [
          'You can ask for access, correction, erasure, restriction and a copy of your data (articles 15-22 of regulation EU 2016/679). What the log must keep by law cannot be erased before its time.',
          'You can complain to the Italian data protection authority (Garante).',
        ],
      },
    ],
  };
}
