// Made from src/contract by bin/pack-client.mjs; not to be changed by hand.
// biome-ignore-all format: made by a program
// biome-ignore-all lint: made by a program

/** A body or an answer that is octets, not JSON. */
export type OctetsIn = Uint8Array | Blob | ReadableStream<Uint8Array>;
export interface Octets { readonly stream: ReadableStream<Uint8Array>; readonly type: string; readonly name?: string; bytes(): Promise<Uint8Array> }

export type Activation = { readonly id: string; readonly key?: string | undefined; readonly state: "begun" | "identified" | "terms-accepted" | "address-chosen" | "active" | "refused" | "withdrawn"; readonly applicant: Applicant; readonly evidence: readonly IdentityEvidence[]; readonly termsVersion?: string | undefined; readonly address?: string | undefined; readonly reason?: string | undefined; readonly begunAt: string };
export type AdminDelegate = { readonly login: string; readonly level: "read" | "write" | "manage"; readonly maySend: boolean; readonly isBounded: boolean; readonly needsApproval: boolean; readonly until?: string | undefined };
export type AdminMailbox = { readonly id: string; readonly address: string; readonly holder: string; readonly holderKind?: "person" | "foreign-resident" | "firm" | "professional" | "public-body" | undefined; readonly kind: "user" | "service"; readonly state: "active" | "suspended" | "receive-only" | "read-only" | "closing" | "revoked"; readonly frozen?: { readonly since: string; readonly by: string; readonly reason?: string | undefined } | undefined; readonly until?: string | undefined; readonly organisation?: string | undefined; readonly office?: string | undefined; readonly quotaBytes: number; readonly usedBytes: number; readonly messages: number; readonly delegates: number; readonly hasSecondFactor: boolean; readonly lastLogin?: string | undefined; readonly policy: Policy };
export type Applicant = { readonly kind: "person" | "foreign-resident" | "firm" | "professional" | "public-body"; readonly taxCode: string; readonly givenName?: string | undefined; readonly familyName?: string | undefined; readonly birthDate?: string | undefined; readonly birthPlace?: string | undefined; readonly birthPlaceCode?: string | undefined; readonly sex?: "F" | "M" | undefined; readonly organisationName?: string | undefined; readonly vatNumber?: string | undefined; readonly ipaCode?: string | undefined; readonly register?: string | undefined; readonly permit?: { readonly number: string; readonly until: string } | undefined; readonly country: string; readonly postalAddress: string; readonly phone?: string | undefined; readonly contactAddress: string; readonly language: "it" | "en" | "de" };
export type ApplicantInput = { readonly kind: "person" | "foreign-resident" | "firm" | "professional" | "public-body"; readonly taxCode: string; readonly givenName?: string | undefined; readonly familyName?: string | undefined; readonly birthDate?: string | undefined; readonly birthPlace?: string | undefined; readonly birthPlaceCode?: string | undefined; readonly sex?: "F" | "M" | undefined; readonly organisationName?: string | undefined; readonly vatNumber?: string | undefined; readonly ipaCode?: string | undefined; readonly register?: string | undefined; readonly permit?: { readonly number: string; readonly until: string } | undefined; readonly country?: string | undefined; readonly postalAddress: string; readonly phone?: string | undefined; readonly contactAddress: string; readonly language?: "it" | "en" | "de" | undefined };
export type Attachment = { readonly from: "upload"; readonly upload: string; readonly name?: string | undefined; readonly cid?: string | undefined } | { readonly from: "message"; readonly folder: string; readonly uid: number; readonly part?: string | undefined; readonly name?: string | undefined; readonly cid?: string | undefined };
export type AttachmentInput = { readonly from: "upload"; readonly upload: string; readonly name?: string | undefined; readonly cid?: string | undefined } | { readonly from: "message"; readonly folder: string; readonly uid: number; readonly part?: string | undefined; readonly name?: string | undefined; readonly cid?: string | undefined };
export type Box = { readonly id: string; readonly address: string; readonly holder: string; readonly level: "own" | "read" | "write" | "manage"; readonly maySend: boolean; readonly status: "active" | "suspended" | "frozen" | "receive-only" | "read-only" | "revoked"; readonly expiresAt?: string | undefined; readonly folders?: readonly string[] | undefined; readonly unread: number };
export type Chain = { readonly identificativo: string; readonly clientRef?: string | undefined; readonly messageId?: string | undefined; readonly mailbox: string; readonly from: string; readonly subject: string; readonly sentBy?: string | undefined; readonly receiptType: "completa" | "breve" | "sintetica"; readonly state: "accepted" | "not-accepted" | "delivered" | "partly-delivered" | "failed" | "sent"; readonly steps: readonly ChainStep[]; readonly recipients: readonly ChainRecipient[]; readonly sentCopy: Proof };
export type ChainEvent = { readonly cursor: string; readonly type: "accepted" | "not-accepted" | "sent" | "taken" | "delivered" | "failed" | "virus" | "warned" | "expired" | "received"; readonly code: "C000" | "C001" | "C002" | "C003" | "C004" | "C005" | "C006" | "C007" | "C008" | "C009" | "C010"; readonly at: string; readonly mailbox: string; readonly identificativo?: string | undefined; readonly clientRef?: string | undefined; readonly recipient?: string | undefined; readonly reason?: { readonly class: string; readonly text: string } | undefined; readonly received?: { readonly kind: "certified" | "anomaly"; readonly from: string; readonly subject: string } | undefined; readonly raw?: string | undefined };
export type ChainGlance = { readonly identificativo: string; readonly state: "accepted" | "not-accepted" | "delivered" | "partly-delivered" | "failed" | "sent"; readonly recipients: number; readonly delivered: number; readonly failed: number; readonly waiting: number; readonly last: { readonly kind: "accepted" | "not-accepted" | "not-accepted-virus" | "sent" | "taken" | "delivered" | "failed" | "virus" | "warned" | "expired"; readonly at: string } };
export type ChainRecipient = { readonly address: string; readonly kind: "certified" | "ordinary"; readonly isCopy: boolean; readonly provider?: string | undefined; readonly state: "waiting" | "taken" | "delivered" | "failed" | "virus" | "expired" | "delivered-late" | "sent" | "not-accepted"; readonly steps: readonly ChainStep[]; readonly missing?: { readonly what: "taken" | "delivered" | "sent"; readonly warningAt?: string | undefined; readonly knownBy: string } | undefined };
export type ChainStep = { readonly kind: "accepted" | "not-accepted" | "not-accepted-virus" | "sent" | "taken" | "delivered" | "failed" | "virus" | "warned" | "expired"; readonly code: "C000" | "C001" | "C002" | "C003" | "C004" | "C005" | "C006" | "C007" | "C008" | "C009" | "C010"; readonly at: string; readonly by?: string | undefined; readonly reason?: { readonly class: string; readonly text: string } | undefined; readonly proof: Proof };
export type Check = { readonly code: string; readonly ok: boolean; readonly detail?: string | undefined };
export type Contact = { readonly id: string; readonly version: number; readonly name: string; readonly organisation?: string | undefined; readonly addresses: readonly ({ readonly address: string; readonly kind: "certified" | "ordinary" | "unknown"; readonly label?: string | undefined })[]; readonly phone?: string | undefined; readonly notes?: string | undefined; readonly groups: readonly string[] };
export type Delegate = { readonly login: string; readonly name: string; readonly level: "read" | "write" | "manage"; readonly maySend: boolean; readonly folders?: readonly string[] | undefined; readonly expiresAt?: string | undefined; readonly needsApproval: boolean; readonly mayApprove: boolean };
export type Domain = { readonly name: string; readonly organisation?: string | undefined; readonly mailboxes: number; readonly policy: Policy };
export type Draft = { readonly id: string; readonly version: number; readonly savedAt: string; readonly letter: Letter; readonly attached: readonly { readonly name: string; readonly type: string; readonly size: number }[]; readonly answers?: { readonly folder: string; readonly uid: number; readonly how: "reply" | "forward" } | undefined };
export type Entered = { readonly state: "in"; readonly me: Me } | { readonly state: "second-factor"; readonly challenge: string; readonly methods: readonly ("totp" | "passkey" | "recovery-code")[]; readonly passkey?: unknown | undefined };
export type FactorInput = { readonly kind: "totp"; readonly code: string } | { readonly kind: "recovery-code"; readonly code: string } | { readonly kind: "passkey"; readonly credential: { readonly id: string; readonly type: string } } | { readonly kind: "password"; readonly password: string };
export type Folder = { readonly id: string; readonly name: string; readonly use: "inbox" | "sent" | "drafts" | "trash" | "junk" | "archive" | "receipts" | "own"; readonly messages: number; readonly unread: number; readonly rights: string };
export type Group = { readonly id: string; readonly version: number; readonly name: string; readonly members: number };
export type IdentityDocument = { readonly type: "identity-card" | "passport" | "driving-licence" | "residence-permit"; readonly number: string; readonly issuer: string; readonly until: string };
export type IdentityEvidence = { readonly how: "in-person"; readonly operator: string; readonly document: IdentityDocument; readonly at: string } | { readonly how: "digital-identity"; readonly provider: string; readonly level: string; readonly subject: string; readonly at: string } | { readonly how: "signed-request"; readonly signer: string; readonly at: string } | { readonly how: "organisation"; readonly organisation: string; readonly by: string; readonly at: string };
export type InMailboxInput = { readonly mailbox: string };
export type Letter = { readonly to: readonly string[]; readonly cc: readonly string[]; readonly replyTo?: string | undefined; readonly subject: string; readonly text: string; readonly html?: string | undefined; readonly attachments: readonly Attachment[]; readonly receiptType: "completa" | "breve" | "sintetica"; readonly inReplyTo?: string | undefined; readonly references?: readonly string[] | undefined; readonly clientRef?: string | undefined };
export type LetterInput = { readonly to?: readonly string[] | undefined; readonly cc?: readonly string[] | undefined; readonly replyTo?: string | undefined; readonly subject?: string | undefined; readonly text?: string | undefined; readonly html?: string | undefined; readonly attachments?: readonly AttachmentInput[] | undefined; readonly receiptType?: "completa" | "breve" | "sintetica" | undefined; readonly inReplyTo?: string | undefined; readonly references?: readonly string[] | undefined; readonly clientRef?: string | undefined };
export type LogRow = { readonly seq: number; readonly instant: string; readonly point: string; readonly event: string };
export type MailRow = { readonly folder: string; readonly uid: number; readonly kind: "certified" | "anomaly" | "unverified" | "sent" | "draft" | "receipt" | "ordinary"; readonly receipt?: "acceptance" | "non-acceptance" | "taken-in-charge" | "delivery" | "non-delivery" | "warning" | "virus" | undefined; readonly from: Person; readonly to: readonly Person[]; readonly subject: string; readonly at: string; readonly size: number; readonly hasAttachments: boolean; readonly isSeen: boolean; readonly isFlagged: boolean; readonly isAnswered: boolean; readonly labels: readonly string[]; readonly thread?: string | undefined; readonly chain?: ChainGlance | undefined; readonly charge?: { readonly assignee?: string | undefined; readonly state: "open" | "in-charge" | "done"; readonly dueOn?: string | undefined } | undefined };
export type MailboxSettings = { readonly version: number; readonly undoSeconds: number; readonly receiptType: "completa" | "breve" | "sintetica"; readonly writesHtml: boolean; readonly receiptsFolder: "INBOX" | "Ricevute"; readonly fourEyes: boolean };
export type MailboxSettingsInput = { readonly version: number; readonly undoSeconds: number; readonly receiptType: "completa" | "breve" | "sintetica"; readonly writesHtml: boolean; readonly receiptsFolder: "INBOX" | "Ricevute"; readonly fourEyes: boolean };
export type Me = { readonly login: string; readonly name: string; readonly language: "it" | "en" | "de"; readonly roles: readonly ({ readonly role: "operator" | "auditor" | "organisation"; readonly organisation?: string | undefined; readonly organisationName?: string | undefined })[]; readonly boxes: readonly Box[]; readonly csrf: string; readonly mustEnrol?: "second-factor" | "password" | undefined; readonly confirmedUntil?: string | undefined; readonly isSandbox: boolean };
export type MessageView = { readonly row: MailRow; readonly trust: Trust; readonly message: { readonly from: readonly Person[]; readonly replyTo: readonly Person[]; readonly to: readonly Person[]; readonly cc: readonly Person[]; readonly subject: string; readonly date?: string | undefined; readonly messageId?: string | undefined; readonly text: string; readonly html?: string | undefined; readonly isCut: boolean; readonly attachments: readonly PartView[]; readonly cautions: readonly { readonly code: string; readonly detail: string }[]; readonly receiptType?: "completa" | "breve" | "sintetica" | undefined }; readonly certification?: { readonly kind: string; readonly identificativo: string; readonly at: string; readonly provider: string; readonly recipients: readonly ({ readonly address: string; readonly kind: "certified" | "ordinary" })[]; readonly error?: string | undefined; readonly errorText?: string | undefined; readonly deliveredTo?: string | undefined; readonly part?: string | undefined } | undefined; readonly chain?: Chain | undefined; readonly header: string };
export type NoticeSettings = { readonly version: number; readonly addresses: readonly string[]; readonly on: "certified" | "everything" | "nothing"; readonly escalation: readonly { readonly afterHours: number; readonly addresses: readonly string[] }[] };
export type NoticeSettingsInput = { readonly version: number; readonly addresses: readonly string[]; readonly on: "certified" | "everything" | "nothing"; readonly escalation: readonly { readonly afterHours: number; readonly addresses: readonly string[] }[] };
export type Office = { readonly id: string; readonly version: number; readonly organisation: string; readonly name: string; readonly parent?: string | undefined; readonly mailboxes: number };
export type Organisation = { readonly id: string; readonly version: number; readonly name: string; readonly taxCode?: string | undefined; readonly ipaCode?: string | undefined; readonly domains: readonly string[]; readonly mailboxes: number; readonly quotaBytes?: number | undefined; readonly usedBytes: number };
export type Outgoing = { readonly id: string; readonly state: "undo-window" | "scheduled" | "awaiting-approval" | "sending" | "sent" | "refused" | "returned"; readonly at: string; readonly by: string; readonly to: readonly string[]; readonly subject: string; readonly size: number; readonly identificativo?: string | undefined; readonly clientRef?: string | undefined; readonly reason?: string | undefined; readonly reasons?: readonly ToldReason[] | undefined };
export type PartView = { readonly part: string; readonly name: string; readonly type: string; readonly size: number; readonly shows: "text" | "image" | "pdf" | "message" | "invoice" | "signed" | "archive" | "daticert" | "calendar" | "nothing"; readonly cid?: string | undefined; readonly isInline: boolean; readonly signature?: { readonly ok: boolean; readonly authority: "trusted" | "unknown" | "not-judged"; readonly signers: readonly string[]; readonly code: "unaltered" | "altered" | "unreadable" | "content-missing"; readonly detail: string; readonly signedAt?: string | undefined } | undefined; readonly inside?: readonly PartView[] | undefined };
export type Person = { readonly name: string; readonly address: string };
export type Policy = { readonly ordinaryMail?: { readonly kind: "accept" } | { readonly kind: "refuse"; readonly text?: string | undefined; readonly from?: string | undefined } | { readonly kind: "forward"; readonly to: string } | undefined; readonly closedChannel?: { readonly allowOnly: readonly string[] } | undefined; readonly maxRecipients?: number | undefined; readonly maxBytesTimesRecipients?: number | undefined; readonly submissionsPerHour?: number | undefined; readonly secondFactor?: "wanted" | "required" | undefined; readonly unfreeze?: "operator" | undefined; readonly enrolment?: "open" | undefined };
export type PolicyInput = { readonly ordinaryMail?: { readonly kind: "accept" } | { readonly kind: "refuse"; readonly text?: string | undefined; readonly from?: string | undefined } | { readonly kind: "forward"; readonly to: string } | undefined; readonly closedChannel?: { readonly allowOnly: readonly string[] } | undefined; readonly maxRecipients?: number | undefined; readonly maxBytesTimesRecipients?: number | undefined; readonly submissionsPerHour?: number | undefined; readonly secondFactor?: "wanted" | "required" | undefined; readonly unfreeze?: "operator" | undefined; readonly enrolment?: "open" | undefined };
export type Preflight = { readonly ok: boolean; readonly faults: readonly ({ readonly code: string; readonly detail: string; readonly address?: string | undefined })[]; readonly warnings: readonly ({ readonly code: string; readonly detail: string; readonly address?: string | undefined })[]; readonly recipients: readonly ({ readonly address: string; readonly isCopy: boolean; readonly kind: "certified" | "ordinary" | "unknown"; readonly provider?: string | undefined; readonly receipts: readonly ("delivery-completa" | "delivery-breve" | "delivery-sintetica" | "delivery-without-message" | "none")[]; readonly lately?: { readonly state: "delivered" | "failed" | "expired"; readonly at: string; readonly reason?: string | undefined } | undefined; readonly known?: string | undefined })[]; readonly size: number; readonly product: number; readonly limits: { readonly maxBytes: number; readonly maxRecipients: number; readonly maxProduct?: number | undefined }; readonly receiptsBytes: number; readonly freeBytes: number };
export type Proof = { readonly kind: "in-box"; readonly folder: string; readonly uid: number } | { readonly kind: "reproducible" } | { readonly kind: "none" };
export type PublicEntry = { readonly section: string; readonly name: string; readonly ipaCode?: string | undefined; readonly official?: string | undefined; readonly description?: string | undefined; readonly addresses: readonly ({ readonly address: string; readonly kind: "certified" | "ordinary"; readonly label?: string | undefined; readonly role?: "institutional" | "sector" | "front-office" | "official" | undefined; readonly certifiedOnly: boolean })[] };
export type PublicPage = { readonly body: string; readonly ipaCode?: string | undefined; readonly site?: string | undefined; readonly updatedOn: string; readonly entries: readonly PublicEntry[] };
export type QueueJob = { readonly id: string; readonly queue: string; readonly kind: "relay" | "receive" | "deliver"; readonly notice?: string | undefined; readonly identificativo?: string | undefined; readonly recipients: number; readonly since: string; readonly nextAt: string; readonly givesUpAt: string; readonly attempts: number; readonly isRunning: boolean; readonly lastError?: string | undefined };
export type Rule = { readonly id: string; readonly version: number; readonly name: string; readonly order: number; readonly isOn: boolean; readonly conditions: { readonly all: readonly ({ readonly field: "from" | "to" | "subject" | "kind" | "body" | "attachment" | "size"; readonly is: "contains" | "is" | "begins" | "larger"; readonly value: string })[] }; readonly acts: readonly ({ readonly do: "move"; readonly folder: string } | { readonly do: "label"; readonly label: string } | { readonly do: "flag" } | { readonly do: "seen" } | { readonly do: "assign"; readonly login: string } | { readonly do: "stop" })[] };
export type Signature = { readonly id: string; readonly version: number; readonly name: string; readonly text: string; readonly html?: string | undefined; readonly isDefault: boolean };
export type Template = { readonly id: string; readonly version: number; readonly name: string; readonly subject: string; readonly text?: string | undefined; readonly html?: string | undefined; readonly receiptType?: "completa" | "breve" | "sintetica" | undefined };
export type ToldReason = { readonly code: string; readonly words: readonly string[]; readonly text: string };
export type Trust = { readonly level: "certified" | "sent" | "not-certified" | "unverified" | "none"; readonly provider?: string | undefined; readonly certifiedAt?: string | undefined; readonly checks: readonly Check[]; readonly reason?: string | undefined; readonly signer?: { readonly subject: string; readonly issuer: string; readonly serial: string; readonly from: string; readonly to: string } | undefined };
export type Upload = { readonly id: string; readonly name: string; readonly type: string; readonly size: number; readonly received: number; readonly isWhole: boolean; readonly sha256?: string | undefined };
export type Webhook = { readonly id: string; readonly url: string; readonly types?: readonly ("accepted" | "not-accepted" | "sent" | "taken" | "delivered" | "failed" | "virus" | "warned" | "expired" | "received")[] | undefined; readonly state: "on" | "off" | "failing"; readonly createdAt: string; readonly by?: string | undefined; readonly delivered?: string | undefined; readonly lastFailure?: { readonly at: string; readonly why: "answered" | "unreachable" | "not-open"; readonly status?: number | undefined; readonly text: string; readonly nextAt?: string | undefined } | undefined };

export interface Endpoints {
  /** Sign in with name and password. */
  "POST /session": { asking: { body: { readonly login: string; readonly password: string; readonly language?: "it" | "en" | "de" | undefined } }; answer: Entered };
  /** Answer the second factor. */
  "POST /session/second-factor": { asking: { body: { readonly challenge: string; readonly factor: FactorInput } }; answer: Entered };
  /** Begin to sign in with a passkey alone. */
  "POST /session/passkey/begin": { asking: {  }; answer: { readonly challenge: string; readonly passkey: unknown } };
  /** Whose link for a first password this is. */
  "POST /session/first-login": { asking: { body: { readonly token: string } }; answer: { readonly login: string; readonly name: string; readonly until: string } };
  /** Choose the password; the link opens once. Who has a second factor signs in then, others are in. */
  "PUT /session/first-login": { asking: { body: { readonly token: string; readonly password: string; readonly language?: "it" | "en" | "de" | undefined } }; answer: { readonly state: "in"; readonly me: Me } | { readonly state: "chosen"; readonly login: string } };
  /** Who I am and what is open to me. Scope: `mail.read`. */
  "GET /session": { asking: {  }; answer: Me };
  /** Digital identities one may sign in with. */
  "GET /session/identity-providers": { asking: {  }; answer: readonly ({ readonly id: string; readonly name: string; readonly protocol: "oidc" | "saml" })[] };
  /** What an identity provider must know of us (SAML). */
  "GET /session/identity/{provider}/metadata": { asking: { params: { readonly provider: string } }; answer: Octets };
  /** The mailboxes of who was identified, when he has several. */
  "GET /session/identity-choice": { asking: {  }; answer: readonly { readonly login: string; readonly name: string }[] };
  /** Sign in to one of them. */
  "POST /session/identity-choice": { asking: { body: { readonly login: string } }; answer: { readonly state: "in"; readonly me: Me } };
  /** Mailboxes open to me. Scope: `mail.read`. */
  "GET /mailboxes": { asking: {  }; answer: readonly Box[] };
  /** One of them, with its use. Scope: `mail.read`. */
  "GET /mailboxes/{mailbox}": { asking: { params: InMailboxInput }; answer: { readonly id: string; readonly address: string; readonly holder: string; readonly level: "own" | "read" | "write" | "manage"; readonly maySend: boolean; readonly status: "active" | "suspended" | "frozen" | "receive-only" | "read-only" | "revoked"; readonly expiresAt?: string | undefined; readonly folders?: readonly string[] | undefined; readonly unread: number; readonly quota: number; readonly reserve: number; readonly used: number; readonly messages: number; readonly biggest: readonly { readonly folder: string; readonly name: string; readonly size: number }[] } };
  /** Its folders. Scope: `mail.read`. */
  "GET /mailboxes/{mailbox}/folders": { asking: { params: InMailboxInput }; answer: readonly Folder[] };
  /** Make a folder. Scope: `mail.write`. */
  "POST /mailboxes/{mailbox}/folders": { asking: { params: InMailboxInput; body: { readonly name: string } }; answer: Folder };
  /** Rename it. Scope: `mail.write`. */
  "PATCH /mailboxes/{mailbox}/folders/{folder}": { asking: { params: { readonly mailbox: string; readonly folder: string }; body: { readonly name: string } }; answer: Folder };
  /** Delete it and the folders below; what is inside goes to the bin, or for good. Scope: `mail.write`. */
  "DELETE /mailboxes/{mailbox}/folders/{folder}": { asking: { params: { readonly mailbox: string; readonly folder: string }; query?: { readonly messages?: "bin" | "gone" | undefined } }; answer: undefined };
  /** Rows of a folder, newest first, by position. Scope: `mail.read`. */
  "GET /mailboxes/{mailbox}/folders/{folder}/messages": { asking: { params: { readonly mailbox: string; readonly folder: string }; query?: { readonly text?: string | undefined; readonly kind?: "certified" | "anomaly" | "unverified" | "sent" | "draft" | "receipt" | "ordinary" | undefined; readonly state?: "waiting" | "delivered" | "failed" | undefined; readonly from?: string | undefined; readonly to?: string | undefined; readonly subject?: string | undefined; readonly since?: string | undefined; readonly before?: string | undefined; readonly unread?: string | undefined; readonly flagged?: string | undefined; readonly attachments?: string | undefined; readonly label?: string | undefined; readonly offset?: number | undefined; readonly limit?: number | undefined; readonly fold?: string | undefined; readonly order?: "newest" | "oldest" | undefined } }; answer: { readonly total: number; readonly state: string; readonly rows: readonly MailRow[] } };
  /** Rows of all folders. Scope: `mail.read`. */
  "GET /mailboxes/{mailbox}/search": { asking: { params: InMailboxInput; query?: { readonly text?: string | undefined; readonly kind?: "certified" | "anomaly" | "unverified" | "sent" | "draft" | "receipt" | "ordinary" | undefined; readonly state?: "waiting" | "delivered" | "failed" | undefined; readonly from?: string | undefined; readonly to?: string | undefined; readonly subject?: string | undefined; readonly since?: string | undefined; readonly before?: string | undefined; readonly unread?: string | undefined; readonly flagged?: string | undefined; readonly attachments?: string | undefined; readonly label?: string | undefined; readonly offset?: number | undefined; readonly limit?: number | undefined; readonly fold?: string | undefined } }; answer: { readonly total: number; readonly state: string; readonly rows: readonly MailRow[] } };
  /** Everything that belongs together, oldest first. Scope: `mail.read`. */
  "GET /mailboxes/{mailbox}/threads/{thread}": { asking: { params: { readonly mailbox: string; readonly thread: string } }; answer: readonly MailRow[] };
  /** A message to be read: inner message first, trust, parts. Scope: `mail.read`. */
  "GET /mailboxes/{mailbox}/folders/{folder}/messages/{uid}": { asking: { params: { readonly mailbox: string; readonly folder: string; readonly uid: number }; query?: { readonly peek?: string | undefined } }; answer: MessageView };
  /** Its octets, exactly. Scope: `mail.read`. */
  "GET /mailboxes/{mailbox}/folders/{folder}/messages/{uid}/raw": { asking: { params: { readonly mailbox: string; readonly folder: string; readonly uid: number }; query?: { readonly download?: string | undefined } }; answer: Octets };
  /** A part, decoded. Scope: `mail.read`. */
  "GET /mailboxes/{mailbox}/folders/{folder}/messages/{uid}/parts/{part}": { asking: { params: { readonly mailbox: string; readonly folder: string; readonly uid: number; readonly part: string }; query?: { readonly download?: string | undefined; readonly as?: "octets" | "view" | undefined } }; answer: Octets };
  /** An enclosed message, an invoice or certification data, to be read. Scope: `mail.read`. */
  "GET /mailboxes/{mailbox}/folders/{folder}/messages/{uid}/parts/{part}/view": { asking: { params: { readonly mailbox: string; readonly folder: string; readonly uid: number; readonly part: string } }; answer: { readonly kind: "message"; readonly message: { readonly from: readonly Person[]; readonly replyTo: readonly Person[]; readonly to: readonly Person[]; readonly cc: readonly Person[]; readonly subject: string; readonly date?: string | undefined; readonly messageId?: string | undefined; readonly text: string; readonly html?: string | undefined; readonly isCut: boolean; readonly attachments: readonly PartView[]; readonly cautions: readonly { readonly code: string; readonly detail: string }[]; readonly receiptType?: "completa" | "breve" | "sintetica" | undefined } } | { readonly kind: "invoice"; readonly title: string; readonly rows: readonly { readonly label: string; readonly value: string }[]; readonly lines: readonly ({ readonly text: string; readonly quantity?: string | undefined; readonly price?: string | undefined; readonly total: string })[]; readonly total: string; readonly faults: readonly string[] } | { readonly kind: "daticert"; readonly rows: readonly { readonly label: string; readonly value: string }[] } };
  /** Seen, flagged, labels, for many at once. Scope: `mail.write`. */
  "POST /mailboxes/{mailbox}/messages/flags": { asking: { params: InMailboxInput; body: { readonly folder: string; readonly uids: readonly number[]; readonly add?: readonly string[] | undefined; readonly remove?: readonly string[] | undefined } }; answer: { readonly changed: number } };
  /** Move many to another folder. Scope: `mail.write`. */
  "POST /mailboxes/{mailbox}/messages/move": { asking: { params: InMailboxInput; body: { readonly folder: string; readonly uids: readonly number[]; readonly to: string } }; answer: { readonly moved: number; readonly uids: readonly number[] } };
  /** To the bin; from there, for good. Scope: `mail.write`. */
  "POST /mailboxes/{mailbox}/messages/delete": { asking: { params: InMailboxInput; body: { readonly folder: string; readonly uids: readonly number[] } }; answer: { readonly deleted: number; readonly movedTo?: string | undefined; readonly uids: readonly number[] } };
  /** Those picked, as mbox or as a ZIP of .eml. Scope: `mail.read`. */
  "POST /mailboxes/{mailbox}/messages/export": { asking: { params: InMailboxInput; body: { readonly folder: string; readonly uids: readonly number[]; readonly as?: "mbox" | "zip" | undefined } }; answer: Octets };
  /** The folder as mbox, or as a ZIP of .eml. Scope: `mail.read`. */
  "GET /mailboxes/{mailbox}/folders/{folder}/export": { asking: { params: { readonly mailbox: string; readonly folder: string }; query?: { readonly as?: "mbox" | "zip" | undefined; readonly uids?: string | undefined } }; answer: Octets };
  /** What was sent, newest first, with its chain in a glance. Scope: `mail.read`. */
  "GET /mailboxes/{mailbox}/sent": { asking: { params: InMailboxInput; query?: { readonly limit?: number | undefined; readonly after?: string | undefined; readonly state?: "waiting" | "delivered" | "failed" | undefined } }; answer: { readonly items: readonly ({ readonly glance: ChainGlance; readonly subject: string; readonly at: string; readonly to: readonly string[]; readonly clientRef?: string | undefined })[]; readonly next?: string | undefined } };
  /** One chain: per recipient what is proven, what is missing, when it will be known. Scope: `mail.read`. */
  "GET /mailboxes/{mailbox}/sent/{identificativo}": { asking: { params: { readonly mailbox: string; readonly identificativo: string } }; answer: Chain };
  /** Lost receipts again, from the log, into the receipts folder. Scope: `mail.write`. */
  "POST /mailboxes/{mailbox}/sent/{identificativo}/reproduce": { asking: { params: { readonly mailbox: string; readonly identificativo: string } }; answer: { readonly receipts: readonly ({ readonly kind: "acceptance" | "non-acceptance" | "taken-in-charge" | "delivery" | "non-delivery" | "warning" | "virus"; readonly recipient?: string | undefined; readonly isOriginal: boolean; readonly name: string })[]; readonly chain: Chain } };
  /** A reproduced receipt or attestation. Scope: `mail.read`. */
  "GET /mailboxes/{mailbox}/sent/{identificativo}/reproduced/{name}": { asking: { params: { readonly mailbox: string; readonly identificativo: string; readonly name: string } }; answer: Octets };
  /** The dossier of a message, made now: one ZIP with every proof. Scope: `mail.read`. */
  "GET /mailboxes/{mailbox}/dossiers/{identificativo}": { asking: { params: { readonly mailbox: string; readonly identificativo: string } }; answer: Octets };
  /** Drafts, last saved first. Scope: `mail.send`. */
  "GET /mailboxes/{mailbox}/drafts": { asking: { params: InMailboxInput; query?: { readonly limit?: number | undefined; readonly after?: string | undefined } }; answer: { readonly items: readonly Draft[]; readonly next?: string | undefined } };
  /** Begin a draft: empty, from a template, as an answer or forward. Scope: `mail.send`. */
  "POST /mailboxes/{mailbox}/drafts": { asking: { params: InMailboxInput; body: { readonly letter?: LetterInput | undefined; readonly template?: string | undefined; readonly variables?: Readonly<Record<string, string>> | undefined; readonly answer?: { readonly folder: string; readonly uid: number; readonly how: "reply" | "reply-all" | "forward" | "edit" } | undefined } }; answer: Draft };
  /** A draft. Scope: `mail.send`. */
  "GET /mailboxes/{mailbox}/drafts/{draft}": { asking: { params: { readonly mailbox: string; readonly draft: string } }; answer: Draft };
  /** Save it. Scope: `mail.send`. */
  "PUT /mailboxes/{mailbox}/drafts/{draft}": { asking: { params: { readonly mailbox: string; readonly draft: string }; query?: { readonly version?: number | undefined }; body: LetterInput }; answer: Draft };
  /** Throw it away. Scope: `mail.send`. */
  "DELETE /mailboxes/{mailbox}/drafts/{draft}": { asking: { params: { readonly mailbox: string; readonly draft: string } }; answer: undefined };
  /** Begin an upload. Scope: `mail.send`. */
  "POST /mailboxes/{mailbox}/uploads": { asking: { params: InMailboxInput; body: { readonly name: string; readonly type: string; readonly size: number } }; answer: Upload };
  /** How far it is: go on from `received`. Scope: `mail.send`. */
  "GET /mailboxes/{mailbox}/uploads/{upload}": { asking: { params: { readonly mailbox: string; readonly upload: string } }; answer: Upload };
  /** Go on: octets from `offset` on. Scope: `mail.send`. */
  "PATCH /mailboxes/{mailbox}/uploads/{upload}": { asking: { params: { readonly mailbox: string; readonly upload: string }; query: { readonly offset: number }; body: OctetsIn }; answer: Upload };
  /** Give it up. Scope: `mail.send`. */
  "DELETE /mailboxes/{mailbox}/uploads/{upload}": { asking: { params: { readonly mailbox: string; readonly upload: string } }; answer: undefined };
  /** What would happen if this were sent. Scope: `mail.send`. */
  "POST /mailboxes/{mailbox}/preflight": { asking: { params: InMailboxInput; body: LetterInput }; answer: Preflight };
  /** Send a message now. Scope: `mail.send`. */
  "POST /mailboxes/{mailbox}/send": { asking: { params: InMailboxInput; body: LetterInput }; answer: Outgoing };
  /** Send a message as it is (RFC 5322 octets); recipients are its To and Cc. Scope: `mail.send`. */
  "POST /mailboxes/{mailbox}/send/raw": { asking: { params: InMailboxInput; query?: { readonly clientRef?: string | undefined }; body: OctetsIn }; answer: Outgoing };
  /** What waits to go out, or came back. Scope: `mail.send`. */
  "GET /mailboxes/{mailbox}/outbox": { asking: { params: InMailboxInput; query?: { readonly limit?: number | undefined; readonly after?: string | undefined } }; answer: { readonly items: readonly Outgoing[]; readonly next?: string | undefined } };
  /** One of them. Scope: `mail.send`. */
  "GET /mailboxes/{mailbox}/outbox/{outgoing}": { asking: { params: { readonly mailbox: string; readonly outgoing: string } }; answer: Outgoing };
  /** Not yet: it becomes a draft again. Scope: `mail.send`. */
  "POST /mailboxes/{mailbox}/outbox/{outgoing}/undo": { asking: { params: { readonly mailbox: string; readonly outgoing: string } }; answer: Draft };
  /** All: contacts. Scope: `settings`. */
  "GET /mailboxes/{mailbox}/contacts": { asking: { params: InMailboxInput; query?: { readonly limit?: number | undefined; readonly after?: string | undefined; readonly text?: string | undefined } }; answer: { readonly items: readonly Contact[]; readonly next?: string | undefined } };
  /** New: contact. Scope: `settings`. */
  "POST /mailboxes/{mailbox}/contacts": { asking: { params: InMailboxInput; body: { readonly name: string; readonly organisation?: string | undefined; readonly addresses: readonly ({ readonly address: string; readonly kind?: "certified" | "ordinary" | "unknown" | undefined; readonly label?: string | undefined })[]; readonly phone?: string | undefined; readonly notes?: string | undefined; readonly groups?: readonly string[] | undefined } }; answer: Contact };
  /** Change: contact. Scope: `settings`. */
  "PUT /mailboxes/{mailbox}/contacts/{id}": { asking: { params: { readonly mailbox: string; readonly id: string }; query?: { readonly version?: number | undefined }; body: { readonly name: string; readonly organisation?: string | undefined; readonly addresses: readonly ({ readonly address: string; readonly kind?: "certified" | "ordinary" | "unknown" | undefined; readonly label?: string | undefined })[]; readonly phone?: string | undefined; readonly notes?: string | undefined; readonly groups?: readonly string[] | undefined } }; answer: Contact };
  /** Remove: contact. Scope: `settings`. */
  "DELETE /mailboxes/{mailbox}/contacts/{id}": { asking: { params: { readonly mailbox: string; readonly id: string } }; answer: undefined };
  /** All: groups. Scope: `settings`. */
  "GET /mailboxes/{mailbox}/groups": { asking: { params: InMailboxInput; query?: { readonly limit?: number | undefined; readonly after?: string | undefined; readonly text?: string | undefined } }; answer: { readonly items: readonly Group[]; readonly next?: string | undefined } };
  /** New: group of contacts. Scope: `settings`. */
  "POST /mailboxes/{mailbox}/groups": { asking: { params: InMailboxInput; body: { readonly name: string } }; answer: Group };
  /** Change: group of contacts. Scope: `settings`. */
  "PUT /mailboxes/{mailbox}/groups/{id}": { asking: { params: { readonly mailbox: string; readonly id: string }; query?: { readonly version?: number | undefined }; body: { readonly name: string } }; answer: Group };
  /** Remove: group of contacts. Scope: `settings`. */
  "DELETE /mailboxes/{mailbox}/groups/{id}": { asking: { params: { readonly mailbox: string; readonly id: string } }; answer: undefined };
  /** All: templates. Scope: `settings`. */
  "GET /mailboxes/{mailbox}/templates": { asking: { params: InMailboxInput; query?: { readonly limit?: number | undefined; readonly after?: string | undefined; readonly text?: string | undefined } }; answer: { readonly items: readonly Template[]; readonly next?: string | undefined } };
  /** New: template. Scope: `settings`. */
  "POST /mailboxes/{mailbox}/templates": { asking: { params: InMailboxInput; body: { readonly name: string; readonly subject: string; readonly text?: string | undefined; readonly html?: string | undefined; readonly receiptType?: "completa" | "breve" | "sintetica" | undefined } }; answer: Template };
  /** Change: template. Scope: `settings`. */
  "PUT /mailboxes/{mailbox}/templates/{id}": { asking: { params: { readonly mailbox: string; readonly id: string }; query?: { readonly version?: number | undefined }; body: { readonly name: string; readonly subject: string; readonly text?: string | undefined; readonly html?: string | undefined; readonly receiptType?: "completa" | "breve" | "sintetica" | undefined } }; answer: Template };
  /** Remove: template. Scope: `settings`. */
  "DELETE /mailboxes/{mailbox}/templates/{id}": { asking: { params: { readonly mailbox: string; readonly id: string } }; answer: undefined };
  /** All: signatures. Scope: `settings`. */
  "GET /mailboxes/{mailbox}/signatures": { asking: { params: InMailboxInput; query?: { readonly limit?: number | undefined; readonly after?: string | undefined; readonly text?: string | undefined } }; answer: { readonly items: readonly Signature[]; readonly next?: string | undefined } };
  /** New: signature. Scope: `settings`. */
  "POST /mailboxes/{mailbox}/signatures": { asking: { params: InMailboxInput; body: { readonly name: string; readonly text: string; readonly html?: string | undefined; readonly isDefault?: boolean | undefined } }; answer: Signature };
  /** Change: signature. Scope: `settings`. */
  "PUT /mailboxes/{mailbox}/signatures/{id}": { asking: { params: { readonly mailbox: string; readonly id: string }; query?: { readonly version?: number | undefined }; body: { readonly name: string; readonly text: string; readonly html?: string | undefined; readonly isDefault?: boolean | undefined } }; answer: Signature };
  /** Remove: signature. Scope: `settings`. */
  "DELETE /mailboxes/{mailbox}/signatures/{id}": { asking: { params: { readonly mailbox: string; readonly id: string } }; answer: undefined };
  /** All: rules. Scope: `settings`. */
  "GET /mailboxes/{mailbox}/rules": { asking: { params: InMailboxInput; query?: { readonly limit?: number | undefined; readonly after?: string | undefined; readonly text?: string | undefined } }; answer: { readonly items: readonly Rule[]; readonly next?: string | undefined } };
  /** New: rule. Scope: `settings`. */
  "POST /mailboxes/{mailbox}/rules": { asking: { params: InMailboxInput; body: { readonly name: string; readonly order: number; readonly isOn: boolean; readonly conditions: { readonly all: readonly ({ readonly field: "from" | "to" | "subject" | "kind" | "body" | "attachment" | "size"; readonly is: "contains" | "is" | "begins" | "larger"; readonly value: string })[] }; readonly acts: readonly ({ readonly do: "move"; readonly folder: string } | { readonly do: "label"; readonly label: string } | { readonly do: "flag" } | { readonly do: "seen" } | { readonly do: "assign"; readonly login: string } | { readonly do: "stop" })[] } }; answer: Rule };
  /** Change: rule. Scope: `settings`. */
  "PUT /mailboxes/{mailbox}/rules/{id}": { asking: { params: { readonly mailbox: string; readonly id: string }; query?: { readonly version?: number | undefined }; body: { readonly name: string; readonly order: number; readonly isOn: boolean; readonly conditions: { readonly all: readonly ({ readonly field: "from" | "to" | "subject" | "kind" | "body" | "attachment" | "size"; readonly is: "contains" | "is" | "begins" | "larger"; readonly value: string })[] }; readonly acts: readonly ({ readonly do: "move"; readonly folder: string } | { readonly do: "label"; readonly label: string } | { readonly do: "flag" } | { readonly do: "seen" } | { readonly do: "assign"; readonly login: string } | { readonly do: "stop" })[] } }; answer: Rule };
  /** Remove: rule. Scope: `settings`. */
  "DELETE /mailboxes/{mailbox}/rules/{id}": { asking: { params: { readonly mailbox: string; readonly id: string } }; answer: undefined };
  /** Addresses for a field: contacts, people written to, imported directories (IPA). Scope: `mail.send`. */
  "GET /mailboxes/{mailbox}/addresses": { asking: { params: InMailboxInput; query: { readonly text: string } }; answer: readonly ({ readonly name: string; readonly address: string; readonly kind: "certified" | "ordinary" | "unknown"; readonly from: "contact" | "group" | "recent" | "ipa"; readonly members?: readonly string[] | undefined; readonly asOf?: string | undefined })[] };
  /** Settings of the mailbox. Scope: `settings`. */
  "GET /mailboxes/{mailbox}/settings": { asking: { params: InMailboxInput }; answer: MailboxSettings };
  /** Change them. Scope: `settings`. */
  "PUT /mailboxes/{mailbox}/settings": { asking: { params: InMailboxInput; body: MailboxSettingsInput }; answer: MailboxSettings };
  /** Who is told of new mail. Scope: `settings`. */
  "GET /mailboxes/{mailbox}/notices": { asking: { params: InMailboxInput }; answer: NoticeSettings };
  /** Change it. Scope: `settings`. */
  "PUT /mailboxes/{mailbox}/notices": { asking: { params: InMailboxInput; body: NoticeSettingsInput }; answer: NoticeSettings };
  /** Who works here. Scope: `settings`. */
  "GET /mailboxes/{mailbox}/delegates": { asking: { params: InMailboxInput }; answer: readonly Delegate[] };
  /** An access token for a client (client_credentials); form or JSON. */
  "POST /oauth/token": { asking: { body: { readonly grant_type?: string | undefined; readonly client_id?: string | undefined; readonly client_secret?: string | undefined; readonly scope?: string | undefined } }; answer: { readonly access_token: string; readonly token_type: "Bearer"; readonly expires_in: number; readonly scope: string } };
  /** Events after a cursor, or `now`; absent: all that are kept. `wait` seconds when there are none yet (long poll). Scope: `events`. */
  "GET /mailboxes/{mailbox}/events": { asking: { params: InMailboxInput; query?: { readonly after?: string | undefined; readonly limit?: number | undefined; readonly wait?: number | undefined } }; answer: { readonly events: readonly ChainEvent[]; readonly cursor: string; readonly isMore: boolean } };
  /** The octets of the receipt or message that an event tells of; `event` is its cursor. Scope: `mail.read`. */
  "GET /mailboxes/{mailbox}/events/{event}/raw": { asking: { params: { readonly mailbox: string; readonly event: string } }; answer: Octets };
  /** Webhooks. Scope: `events`. */
  "GET /mailboxes/{mailbox}/webhooks": { asking: { params: InMailboxInput }; answer: readonly Webhook[] };
  /** A new one; its secret, shown once, signs what we send. Scope: `events`. */
  "POST /mailboxes/{mailbox}/webhooks": { asking: { params: InMailboxInput; body: { readonly url: string; readonly types?: readonly ("accepted" | "not-accepted" | "sent" | "taken" | "delivered" | "failed" | "virus" | "warned" | "expired" | "received")[] | undefined; readonly after?: string | undefined } }; answer: { readonly id: string; readonly url: string; readonly types?: readonly ("accepted" | "not-accepted" | "sent" | "taken" | "delivered" | "failed" | "virus" | "warned" | "expired" | "received")[] | undefined; readonly state: "on" | "off" | "failing"; readonly createdAt: string; readonly by?: string | undefined; readonly delivered?: string | undefined; readonly lastFailure?: { readonly at: string; readonly why: "answered" | "unreachable" | "not-open"; readonly status?: number | undefined; readonly text: string; readonly nextAt?: string | undefined } | undefined; readonly secret: string } };
  /** On, off, or again from a cursor. Scope: `events`. */
  "PATCH /mailboxes/{mailbox}/webhooks/{webhook}": { asking: { params: { readonly mailbox: string; readonly webhook: string }; body: { readonly state?: "on" | "off" | undefined; readonly after?: string | undefined } }; answer: Webhook };
  /** Remove it. Scope: `events`. */
  "DELETE /mailboxes/{mailbox}/webhooks/{webhook}": { asking: { params: { readonly mailbox: string; readonly webhook: string } }; answer: undefined };
  /** Call it now with no events, signed as always: does it answer?. Scope: `events`. */
  "POST /mailboxes/{mailbox}/webhooks/{webhook}/trial": { asking: { params: { readonly mailbox: string; readonly webhook: string } }; answer: { readonly at: string; readonly cursor: string; readonly status?: number | undefined; readonly text: string; readonly ms: number } };
  /** Its last tries. Scope: `events`. */
  "GET /mailboxes/{mailbox}/webhooks/{webhook}/tries": { asking: { params: { readonly mailbox: string; readonly webhook: string }; query?: { readonly limit?: number | undefined; readonly after?: string | undefined } }; answer: { readonly items: readonly ({ readonly at: string; readonly cursor: string; readonly status?: number | undefined; readonly text: string; readonly ms: number })[]; readonly next?: string | undefined } };
  /** Who may ask for a mailbox here, in which domains, under which terms. */
  "GET /activation/offer": { asking: {  }; answer: { readonly isOpen: boolean; readonly kinds: readonly ({ readonly kind: "person" | "foreign-resident" | "firm" | "professional" | "public-body"; readonly needs: readonly string[] })[]; readonly domains: readonly string[]; readonly terms: { readonly version: string; readonly text: string }; readonly minimumAge: number } };
  /** Begin. */
  "POST /activation": { asking: { body: ApplicantInput }; answer: Activation };
  /** How it stands. */
  "GET /activation/{activation}": { asking: { params: { readonly activation: string } }; answer: Activation };
  /** Accept the terms. */
  "POST /activation/{activation}/terms": { asking: { params: { readonly activation: string }; body: { readonly version: string; readonly accepted: true } }; answer: Activation };
  /** Addresses that are free. */
  "GET /activation/{activation}/addresses": { asking: { params: { readonly activation: string }; query?: { readonly wish?: string | undefined; readonly domain?: string | undefined } }; answer: readonly ({ readonly address: string; readonly isFree: boolean; readonly why?: string | undefined })[] };
  /** Choose one. */
  "POST /activation/{activation}/address": { asking: { params: { readonly activation: string }; body: { readonly address: string } }; answer: Activation };
  /** Choose a password: the mailbox is there. */
  "POST /activation/{activation}/finish": { asking: { params: { readonly activation: string }; body: { readonly password: string } }; answer: Activation };
  /** Withdraw. */
  "DELETE /activation/{activation}": { asking: { params: { readonly activation: string } }; answer: undefined };
  /** The provider on one page: what is well, what is not, what to do. Scope: `administration`. */
  "GET /admin/overview": { asking: {  }; answer: { readonly isWell: boolean; readonly findings: readonly ({ readonly level: "ok" | "warn" | "bad"; readonly code: string; readonly text: string; readonly since?: string | undefined; readonly href?: string | undefined })[]; readonly acknowledged: readonly { readonly text: string; readonly at: string; readonly by: string; readonly reason: string }[]; readonly counts: { readonly organisations: number; readonly domains: number; readonly mailboxes: number; readonly usedBytes: number; readonly queue: number; readonly oldestJob?: string | undefined; readonly acceptedToday: number; readonly deliveredToday: number; readonly quarantined: number }; readonly hours: readonly { readonly at: string; readonly accepted: number; readonly delivered: number; readonly failed: number }[] } };
  /** Organisations. Scope: `administration`. */
  "GET /admin/organisations": { asking: { query?: { readonly limit?: number | undefined; readonly after?: string | undefined; readonly text?: string | undefined } }; answer: { readonly items: readonly Organisation[]; readonly next?: string | undefined } };
  /** A new one. Scope: `administration`. */
  "POST /admin/organisations": { asking: { body: { readonly name: string; readonly taxCode?: string | undefined; readonly ipaCode?: string | undefined; readonly domains: readonly string[]; readonly quotaBytes?: number | undefined } }; answer: Organisation };
  /** Change it. Scope: `administration`. */
  "PUT /admin/organisations/{organisation}": { asking: { params: { readonly organisation: string }; query?: { readonly version?: number | undefined }; body: { readonly name: string; readonly taxCode?: string | undefined; readonly ipaCode?: string | undefined; readonly domains: readonly string[]; readonly quotaBytes?: number | undefined } }; answer: Organisation };
  /** Its offices. Scope: `administration`. */
  "GET /admin/organisations/{organisation}/offices": { asking: { params: { readonly organisation: string } }; answer: readonly Office[] };
  /** PEC domains. Scope: `administration`. */
  "GET /admin/domains": { asking: {  }; answer: readonly Domain[] };
  /** A new PEC domain: it stands in our published record within a minute. Scope: `administration`. */
  "POST /admin/domains": { asking: { body: { readonly name: string; readonly organisation: string | null } }; answer: Domain };
  /** Policy and organisation of a domain. Scope: `administration`. */
  "PUT /admin/domains/{domain}": { asking: { params: { readonly domain: string }; body: { readonly organisation: string | null; readonly policy: PolicyInput } }; answer: Domain };
  /** Mailboxes. Scope: `administration`. */
  "GET /admin/mailboxes": { asking: { query?: { readonly limit?: number | undefined; readonly after?: string | undefined; readonly text?: string | undefined; readonly domain?: string | undefined; readonly organisation?: string | undefined; readonly office?: string | undefined; readonly state?: "active" | "suspended" | "receive-only" | "read-only" | "closing" | "revoked" | undefined } }; answer: { readonly items: readonly AdminMailbox[]; readonly next?: string | undefined } };
  /** One. Scope: `administration`. */
  "GET /admin/mailboxes/{mailbox}": { asking: { params: { readonly mailbox: string } }; answer: AdminMailbox };
  /** A new one, with a link for its first password. Scope: `administration`. */
  "POST /admin/mailboxes": { asking: { body: { readonly address: string; readonly holder: string; readonly taxCode?: string | undefined; readonly holderKind: "person" | "foreign-resident" | "firm" | "professional" | "public-body"; readonly organisation?: string | undefined; readonly office?: string | undefined; readonly quotaBytes?: number | undefined; readonly contactAddress: string } }; answer: { readonly id: string; readonly address: string; readonly holder: string; readonly holderKind?: "person" | "foreign-resident" | "firm" | "professional" | "public-body" | undefined; readonly kind: "user" | "service"; readonly state: "active" | "suspended" | "receive-only" | "read-only" | "closing" | "revoked"; readonly frozen?: { readonly since: string; readonly by: string; readonly reason?: string | undefined } | undefined; readonly until?: string | undefined; readonly organisation?: string | undefined; readonly office?: string | undefined; readonly quotaBytes: number; readonly usedBytes: number; readonly messages: number; readonly delegates: number; readonly hasSecondFactor: boolean; readonly lastLogin?: string | undefined; readonly policy: Policy; readonly firstLogin: string } };
  /** Quota, office, policy, holder's name. Scope: `administration`. */
  "PATCH /admin/mailboxes/{mailbox}": { asking: { params: { readonly mailbox: string }; body: { readonly quotaBytes?: number | undefined; readonly office?: string | null | undefined; readonly policy?: PolicyInput | undefined; readonly holder?: string | undefined } }; answer: AdminMailbox };
  /** Suspend, receive-only, read-only, close with grace, open again. Scope: `administration`. */
  "POST /admin/mailboxes/{mailbox}/state": { asking: { params: { readonly mailbox: string }; body: { readonly state: "active" | "suspended" | "receive-only" | "read-only" | "closing" | "revoked"; readonly reason: string; readonly until?: string | undefined } }; answer: AdminMailbox };
  /** Stop its sending, or let it send again. Scope: `administration`. */
  "POST /admin/mailboxes/{mailbox}/freeze": { asking: { params: { readonly mailbox: string }; body: { readonly frozen: boolean; readonly reason: string } }; answer: AdminMailbox };
  /** Who works in it beside its holder. Scope: `administration`. */
  "GET /admin/mailboxes/{mailbox}/delegates": { asking: { params: { readonly mailbox: string } }; answer: readonly AdminDelegate[] };
  /** Many mailboxes from a CSV file; `dryRun` only judges it. Scope: `administration`. */
  "POST /admin/bulk/mailboxes": { asking: { query?: { readonly dryRun?: string | undefined }; body: OctetsIn }; answer: { readonly rows: number; readonly made: number; readonly changed: number; readonly same: number; readonly faults: readonly ({ readonly row: number; readonly column?: string | undefined; readonly detail: string })[] } };
  /** As CSV. Scope: `administration`. */
  "GET /admin/export/mailboxes": { asking: {  }; answer: Octets };
  /** The queue: by destination, and job by job. Scope: `administration`. */
  "GET /admin/queue": { asking: { query?: { readonly limit?: number | undefined; readonly after?: string | undefined; readonly queue?: string | undefined } }; answer: { readonly queues: readonly ({ readonly queue: string; readonly jobs: number; readonly oldest: string; readonly nextAt: string; readonly lastError?: string | undefined })[]; readonly jobs: readonly QueueJob[]; readonly next?: string | undefined } };
  /** try now; give up (recipients are told by the notices owed). Scope: `administration`. */
  "POST /admin/queue/{job}/{act}": { asking: { params: { readonly job: string; readonly act: "retry" | "give-up" }; body: { readonly reason: string } }; answer: undefined };
  /** Search the message log; every look is logged with why. Scope: `administration`. */
  "GET /admin/log": { asking: { query: { readonly limit?: number | undefined; readonly after?: string | undefined; readonly from?: string | undefined; readonly to?: string | undefined; readonly sender?: string | undefined; readonly recipient?: string | undefined; readonly identificativo?: string | undefined; readonly msgid?: string | undefined; readonly event?: string | undefined; readonly why: string } }; answer: { readonly items: readonly LogRow[]; readonly next?: string | undefined } };
  /** What the auditor found last night, and what to do next. Scope: `administration`. */
  "GET /admin/findings": { asking: {  }; answer: { readonly at?: string | undefined; readonly total: number; readonly findings: readonly ({ readonly rule: string; readonly identificativo?: string | undefined; readonly where?: string | undefined; readonly problem: string; readonly next: string })[] } };
  /** Logs that contradict themselves: those that we watch, and ours as its witnesses see it. Scope: `administration`. */
  "GET /admin/witness-alarms": { asking: {  }; answer: readonly ({ readonly id: string; readonly of: "ours" | "theirs"; readonly domain: string; readonly at: string; readonly reason: string; readonly acknowledged?: { readonly at: string; readonly by: string; readonly reason: string } | undefined })[] };
  /** The virus store. Scope: `administration`. */
  "GET /admin/quarantine": { asking: { query?: { readonly limit?: number | undefined; readonly after?: string | undefined } }; answer: { readonly items: readonly ({ readonly id: string; readonly at: string; readonly point: string; readonly virus: string; readonly sender: string; readonly recipients: readonly string[]; readonly identificativo?: string | undefined })[]; readonly next?: string | undefined } };
  /** The index of providers as we hold it. Scope: `administration`. */
  "GET /admin/index": { asking: {  }; answer: { readonly asOf?: string | undefined; readonly isOverdue: boolean; readonly held?: { readonly since: string; readonly loss: string; readonly total: number; readonly domains: readonly ({ readonly name: string; readonly provider?: string | undefined })[]; readonly isAccepted: boolean } | undefined; readonly providers: readonly { readonly name: string; readonly domains: number; readonly certificates: number; readonly mailReceipt: string }[] } };
  /** Our keys and certificates: in force, next, until when. Scope: `administration`. */
  "GET /admin/certificates": { asking: {  }; answer: readonly ({ readonly role: "in-force" | "next" | "before" | "tls"; readonly subject: string; readonly issuer: string; readonly serial: string; readonly from: string; readonly to: string; readonly place: string; readonly usesToday?: number | undefined })[] };
  /** Availability of a quadrimestre, outages, malfunctions. Scope: `administration`. */
  "GET /admin/service-levels": { asking: { query?: { readonly period?: string | undefined } }; answer: { readonly period: string; readonly availability: number; readonly required: number; readonly minutesDown: number; readonly minutesLeft: number; readonly outages: readonly ({ readonly id: string; readonly from: string; readonly to?: string | undefined; readonly kind: string; readonly cause?: string | undefined; readonly points: readonly string[]; readonly counts: boolean })[]; readonly malfunctions: readonly ({ readonly id: string; readonly at: string; readonly code: string; readonly text: string; readonly notes: readonly { readonly at: string; readonly text: string }[]; readonly reportedAt?: string | undefined; readonly closedAt?: string | undefined })[] } };
  /** Record P01 for the authority. Scope: `administration`. */
  "GET /admin/statistics": { asking: { query?: { readonly period?: string | undefined; readonly as?: "json" | "csv" | undefined; readonly code?: string | undefined } }; answer: { readonly csv?: string | undefined } };
  /** Import IPA data (CSV of bodies, AOO or offices). Scope: `administration`. */
  "POST /admin/directory/ipa": { asking: { query: { readonly family: "enti" | "aoo" | "uo"; readonly asOf: string }; body: OctetsIn }; answer: { readonly rows: number; readonly added: number; readonly changed: number; readonly ceased: number; readonly leftOut: number; readonly faults: readonly { readonly row: number; readonly detail: string }[]; readonly totalFaults: number } };
  /** The provider's public data. */
  "GET /public/provider": { asking: {  }; answer: { readonly name: string; readonly domain: string; readonly serviceAddress: string; readonly isSandbox: boolean; readonly domains: number } };
  /** Providers, from the public part of the index. */
  "GET /public/providers": { asking: {  }; answer: { readonly asOf?: string | undefined; readonly providers: readonly { readonly name: string; readonly mailReceipt: string; readonly domains: number }[] } };
  /** Is the service up, and what happened in this quadrimestre. */
  "GET /public/status": { asking: {  }; answer: { readonly at: string; readonly points: readonly ({ readonly point: "access" | "incoming" | "delivery"; readonly isUp: boolean })[]; readonly availability?: number | undefined; readonly outages: readonly ({ readonly from: string; readonly to?: string | undefined; readonly kind: string })[] } };
  /** PEC addresses of a body. */
  "GET /public/bodies/{slug}": { asking: { params: { readonly slug: string } }; answer: PublicPage };
}

/** Where octets go over the wire; everything else is JSON. */
export const WIRE: { readonly [N in keyof Endpoints]?: { readonly body?: 'octets'; readonly answer?: 'octets' } } = {
  "GET /session/identity/{provider}/metadata": { answer: 'octets' },
  "GET /mailboxes/{mailbox}/folders/{folder}/messages/{uid}/raw": { answer: 'octets' },
  "GET /mailboxes/{mailbox}/folders/{folder}/messages/{uid}/parts/{part}": { answer: 'octets' },
  "POST /mailboxes/{mailbox}/messages/export": { answer: 'octets' },
  "GET /mailboxes/{mailbox}/folders/{folder}/export": { answer: 'octets' },
  "GET /mailboxes/{mailbox}/sent/{identificativo}/reproduced/{name}": { answer: 'octets' },
  "GET /mailboxes/{mailbox}/dossiers/{identificativo}": { answer: 'octets' },
  "PATCH /mailboxes/{mailbox}/uploads/{upload}": { body: 'octets' },
  "POST /mailboxes/{mailbox}/send/raw": { body: 'octets' },
  "GET /mailboxes/{mailbox}/events/{event}/raw": { answer: 'octets' },
  "POST /admin/bulk/mailboxes": { body: 'octets' },
  "GET /admin/export/mailboxes": { answer: 'octets' },
  "POST /admin/directory/ipa": { body: 'octets' },
};
