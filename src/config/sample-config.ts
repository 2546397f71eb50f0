const TEXT = `# One PEC provider, for \`ceralacca serve --config THIS-FILE\`. Paths are relative to this file.
# What is commented out shows the default, or an alternative.

provider:
  name: {NAME}      # gestore-emittente in every notice; CN or O of the signing certificate contains it
  domain: {DOMAIN}      # right-hand side of every identificativo
  # serviceAddress: posta-certificata@{DOMAIN}   # registered in the index; rfc822Name of the signing certificate
  # contactAddress: help@{DOMAIN}   # published: where holders, authorities and whoever asks about privacy or accessibility write; nobody can write to serviceAddress
  # heloName: {DOMAIN}      # name given to peers; should be in the reverse DNS
  # node: "1"                     # names this process when several share one database
  # unit: Secondario              # a secondary environment (providerUnit)

domains:                          # the PEC domains held here, managedDomains in the index
  - name: {PEC_DOMAIN}
  # - name: cittadini.{PEC_DOMAIN}
  #   allowOnly: [comune.example]       # a closed channel: only these domains or addresses, both ways

signing:                          # issued by the authority; its profile: RFC 6109 5.5
  key: keys/signing.key.pem
  certificate: keys/signing.crt.pem
  chain: []                       # intermediates, leaf's issuer first, root left out
  # key: { file: keys/signing.key.pem, passphraseFile: keys/passphrase }      # encrypted; or CERALACCA_KEY_PASSPHRASE
  # key: { module: /usr/lib/softhsm/libsofthsm2.so, token: ceralacca, label: firma, pinFile: keys/pin }    # PKCS#11; or CERALACCA_PIN
  # next:                         # the key that follows; the two places take turns (ceralacca key request, key install)
  #   key: keys/signing-next.key.pem
  #   certificate: keys/signing-next.crt.pem      # published as soon as it is there, signs 72 hours later
  #   chain: []
  # alsoPublished: [keys/signing-before.crt.pem]  # the one before, until it ends

tls:                              # of the doors below
  key: keys/tls.key.pem
  certificate: keys/tls.crt.pem

listen:                           # host:port, or off
  submission: 0.0.0.0:587         # holders, STARTTLS
  submissions: 0.0.0.0:465        # holders, TLS at once
  reception: 0.0.0.0:25           # other providers and ordinary mail
  imap: 0.0.0.0:143               # mail programs, STARTTLS; nobody logs in before it
  imaps: 0.0.0.0:993              # mail programs, TLS at once
  pop3: 0.0.0.0:110               # STLS; nobody logs in before it
  pop3s: 0.0.0.0:995
  web: 0.0.0.0:443                # webmail, administration, public pages, API: HTTPS
  # autoconfig: 192.0.2.4:443     # an address of its own beside web: tells mail programs all of this (Thunderbird, Outlook, Apple); default: off

# autoconfig:
#   host: mail.{DOMAIN}           # the name mail programs connect to; default: heloName
#   proxied: false                # true: plain HTTP, behind a proxy that ends TLS for autoconfig.<domain> and others

# web:
#   publicUrl: https://webmail.{DOMAIN}     # as browsers write it; default: https:// and heloName
#   proxies: [192.0.2.10]         # proxies before us that end TLS: listen.web then speaks plain HTTP, and believes their X-Forwarded-For
#   metricsTokenFile: keys/metrics.token    # for /metrics from elsewhere than this machine
#   identityProviders:            # to sign in and to ask for a mailbox with a digital identity; each is told our address to come back to
#     - { id: ente, name: Identità dell'ente, protocol: oidc, issuer: https://sso.example, clientId: ceralacca, clientSecretFile: keys/sso.secret }
#         # scope: openid profile;  fiscalNumber: the claim that holds the tax code, https://attributes.eid.gov.it/fiscal_number
#     - id: spid-x                # level: https://www.spid.gov.it/SpidL2
#       name: SPID X
#       protocol: saml
#       entityId: https://idp.example
#       entryPoint: https://idp.example/sso
#       logoutUrl: https://idp.example/slo
#       certificates: [keys/spid-x.crt.pem]
#       # fiscalNumber: fiscalNumber           # the attribute that holds the tax code
#       # attributeSet: "0"                    # of our metadata, where the provider wants it named (AttributeConsumingServiceIndex)
#       own:                    # the same for all providers of a federation
#         entityId: https://webmail.{DOMAIN}
#         key: keys/spid.key.pem
#         certificate: keys/spid.crt.pem
#         federation:           # what its metadata say of us
#           serviceName: Accesso alla casella PEC
#           organisation: { name: Gestore S.p.A., displayName: Gestore, url: https://www.{DOMAIN} }
#           contact: { email: spid@{DOMAIN}, phone: "+39061234567", vatNumber: IT00000000000, fiscalCode: "00000000000" }   # a public body: { email, phone, ipaCode: c_x999 }
#             # beside fiscalCode, where invoices go: billing: { email: a@b.example, street: Via Roma, number: "1", postalCode: "38122", municipality: Trento, province: TN, country: IT }
#   signInKeyFile: data/sign-in.key         # seals second factors, made at the first start; keep a copy apart from the backup

# documentAuthorities: keys/document-authorities   # folder with certificates of authorities (PEM, DER): who signed an attached .p7m is then known or not; default: not judged

# enrolment:                      # people may activate mailboxes themselves, in domains that an operator opened for it; default: nobody
#   termsFile: terms.txt          # what they accept, UTF-8
#   termsVersion: 2026-01         # another text has another version: it is accepted anew

# roles: [access, incoming, delivery, imap, pop3, web, worker]   # several processes may share one database, each with some
# jobLeaseMs: 900000              # after this a dead process's jobs are taken over by the others

database:                         # default: a PostgreSQL of our own; or set DATABASE_URL (and DATABASE_OWNER_URL)
  embedded: data/postgres
  # url: postgres://ceralacca_server@db.example/ceralacca
  # ownerUrl: postgres://ceralacca_owner@db.example/ceralacca

blobs: data/blobs                 # big bodies; on the same kind of disk as the database, backed up together

log:                              # the sealed log: a signed file for each day (docs/sealed-log.md)
  dir: data/log
  # headEveryMs: 3600000          # the open day is signed and time-stamped this often
  # listen: 0.0.0.0:8444          # where the signed heads are published; default: off
  # witnessed:                    # other providers whose heads are watched and countersigned
  #   - { domain: gestore-peer.example, url: https://gestore-peer.example:8444/log/ }

# timestamp:                      # time-stamp authorities (RFC 3161); without one days are signed and wait for their stamp
#   urls: [https://tsa.example/tsr]     # asked in this order
#   user: {DOMAIN}
#   passwordFile: keys/tsa.password
#   roots: [keys/tsa-root.crt.pem]
#   timeoutMs: 10000

# clock:                          # more than a second off and nothing is signed (DM 2.11.2005 a9)
#   servers: [ntp1.example, ntp2.example, ntp3.example]   # three or more; default: the system is trusted to keep the time
#   warnAfterMs: 500
#   stopAfterMs: 1000             # at most 1000
#   everyMs: 30000

# probe:                          # the service tries itself: a certified message from one test mailbox to another; default: off
#   from: sonda@{PEC_DOMAIN}
#   to: sonda-arrivi@{PEC_DOMAIN}
#   passwordFile: keys/probe.password     # of \`from\`
#   everyMs: 30000
#   patienceMs: 20000             # not accepted or not delivered by then, twice in a row: an outage is written down

# limits:                         # the defaults are what every provider must grant (DM a12); less is refused
#   maxMessageBytes: 31457280     # of the message: attached, base64 makes 137 MB of 100. 146800640 has room for that
#   maxBytesTimesRecipients: 31457280     # or unlimited
#   maxRecipients: 50
#   quotaBytes: 524288000         # of a new mailbox
#   quotaReserve: { percent: 10, leastBytes: 52428800 }     # behind it, for certified mail that comes in: the greater
#   submissionsPerHour: 500       # of one mailbox; or unlimited
#   bursts: { perHour: 60, perNightHour: 20 }     # more at once, and more than three times a mailbox's busiest hour: its sending stops; or off
#   connectionsPerAddress: 20     # to one door; to IMAP ten times as many; or unlimited

trust:
  roots: [keys/authority-root.crt.pem]    # believed for providers' certificates
  # crlUrls: []                   # besides those named in the certificates
  # crlRefreshMs: 1800000         # at most an hour: so soon a revoked certificate is noticed

index:                            # the directory of providers
  url: https://igpec.example/index.ldif.p7m
  # ldapUrl: ldaps://igpec.example          # the directory itself: compared with the signed file
  # tlsRoot: keys/index-root.crt.pem      # default: the public roots
  authorityCertificate: keys/authority.crt.pem    # the only signer believed
  clientCertificate: keys/client.crt.pem
  clientKey: keys/client.key.pem
  # ownRecordUrl: https://{DOMAIN}/record.ldif.p7m     # LDIFLocationURL of our record
  # ownRecordListen: 0.0.0.0:8443                              # where we serve it
  # secondaryRecords: []         # LDIF files with the records of secondary environments (RFC 6109 4.5.7): ours carries them all
  # refreshMs: 43200000           # at most 24 hours

scanner:
  clamd: 127.0.0.1:3310
  # clamdSocket: /run/clamav/clamd.ctl
  # timeoutMs: 60000

# dns: []                         # address or address:port; default: the system's
# mxPort: 25                      # of hosts found through the DNS; another one only in tests
# routes:                         # instead of asking the DNS
#   - { domain: pec.peer.example, host: 192.0.2.25, port: 25, tlsName: mx.peer.example }
# privateNetworks: []             # such as [10.20.0.0/16]: where names found in the DNS may lead besides the public Internet
# dkim: { selector: c1, key: keys/dkim.key.pem }    # on mail to ordinary recipients

# acceptSha1: false               # believe SHA-1 signatures of peers
# strictTls: false                # toward providers: true sends nothing to a host that can't prove its name
# ordinaryMail: accept            # or refuse: what a new mailbox does with mail that is not PEC
`;

/** The documented file `ceralacca init` writes; a test reads it back. */
export function sampleConfig(choice: {
  readonly name: string;
  readonly domain: string;
  readonly pecDomain: string;
}): string {
  return TEXT.replaceAll('{NAME}', () => JSON.stringify(choice.name))
    .replaceAll('{DOMAIN}', () => choice.domain)
    .replaceAll('{PEC_DOMAIN}', () => choice.pecDomain);
}
