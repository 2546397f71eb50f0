import { fromPem } from 'ceralacca/cms';
import { readLdif } from 'ceralacca/ldif';
import { providerIndexOf, readProviderRecords, verifyMessage } from 'ceralacca/pec';

const fetched = async (name) => new Uint8Array(await (await fetch(`./${name}`)).arrayBuffer());

function print(...words) {
  const output = document.createElement('output');
  output.textContent = words.join(' ');
  document.body.append(output);
}

try {
  const bytes = await fetched('receipt.eml');
  const trust = fromPem(new TextDecoder().decode(await fetched('root.pem'))).map(({ der }) => der);
  const { records } = await readProviderRecords(readLdif(await fetched('index.ldif')));
  const index = providerIndexOf(records);
  const verdict = await verifyMessage(bytes, { trust, index });
  print(verdict.number, verdict.signature, verdict.inIndex, verdict.chain?.path, verdict.holds);

  // One octet in the middle of the signed text.
  const spoilt = bytes.slice();
  spoilt[bytes.length >> 1] ^= 1;
  const other = await verifyMessage(spoilt, { trust, index });
  print(other.number, other.signature, other.holds);
} catch (fault) {
  print(fault);
}
