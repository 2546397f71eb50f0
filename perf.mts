import { testNetwork, signContent, NOW, DAY } from './src/cms/test-kit.ts';
import { readSignedData, verifySignature, judgeChain, signedAttributes, signedData, prepareSigner, digest } from './src/cms/index.ts';
import { createPublicKey, verify } from 'node:crypto';
const n = await testNetwork();
const content = new Uint8Array(2000);
const sig = await signContent(n, content);
const d = await digest('sha256', content);
const crls = [await n.ca.crl({revoked: [], thisUpdate: NOW-DAY, nextUpdate: NOW+DAY, number: 1}), await n.root.crl({revoked: [], thisUpdate: NOW-DAY, nextUpdate: NOW+DAY, number: 1})];
const roots=[n.root.certificate];
async function bench(name: string, N: number, f: () => unknown) {
  for (let i=0;i<N/5;i++) await f();
  const c=process.cpuUsage(), t=performance.now();
  for (let i=0;i<N;i++) await f();
  const e=performance.now()-t, u=process.cpuUsage(c);
  console.log(name, (e/N*1000).toFixed(2),'us wall', ((u.user+u.system)/N).toFixed(2),'us cpu');
}
const prepared = prepareSigner(n.leaf,[n.ca.certificate]); const val=new Uint8Array(256); const at=signedAttributes(d,NOW);
await bench('signedAttributes', 20000, () => signedAttributes(d, NOW));
await bench('signedData', 20000, () => signedData(prepared, at, val));
await bench('readSignedData', 20000, () => readSignedData(sig));
const cms = readSignedData(sig);
await bench('verifySignature', 5000, () => verifySignature(cms, d));
await bench('read+verify', 5000, () => verifySignature(readSignedData(sig), d));
await bench('judgeChain', 20000, () => judgeChain({leaf: cms.signerCertificate!, intermediates: cms.certificates, roots, crls, at: NOW, revocation: 'required'}));
console.log(await judgeChain({leaf: cms.signerCertificate!, intermediates: cms.certificates, roots, crls, at: NOW, revocation: 'required'}));
const key = createPublicKey({key: Buffer.from(await crypto.subtle.exportKey('spki', n.leafKeys.publicKey)), format:'der', type:'spki'});
await bench('node verify sync', 5000, () => verify('sha256', at, key, cms.signer.signature));
const k=await crypto.subtle.importKey('spki', await crypto.subtle.exportKey('spki', n.leafKeys.publicKey), {name:'RSASSA-PKCS1-v1_5',hash:'SHA-256'}, false, ['verify']);
await bench('raw subtle.verify', 5000, () => crypto.subtle.verify('RSASSA-PKCS1-v1_5', k, cms.signer.signature as Uint8Array<ArrayBuffer>, at as Uint8Array<ArrayBuffer>));
