// One server over TCP (send_vc of resolv/res_send.c): both queries on one connection, and no time-out of glibc's own, neither for the connection nor for the answers.
import type { Answer, Attempt } from './datagrams.ts';
import { neighbourFailsNs, note, settle, type Question, type World } from './world.ts';

export function circuit(world: World, server: number, { name, types }: Question): Attempt {
  const [typeOne] = types;
  if (typeOne === undefined) return { kind: 'next' };
  const connected = world.servers.tcp(server, { tNs: world.nowNs, name, type: typeOne });
  if (connected.kind === 'refused' || connected.kind === 'no-route' || connected.kind === 'host-unreachable') {
    const exchange = note(world, server, 'tcp', typeOne, name);
    if (connected.kind === 'host-unreachable') world.nowNs = neighbourFailsNs(world, server, connected.afterNs);
    settle(world, exchange, connected.kind === 'refused' ? 'connection-refused' : connected.kind);
    world.errno = connected.kind === 'refused' ? 'refused' : 'other';
    return { kind: 'next' };
  }
  const answers: Answer[] = [];
  for (const type of types) {
    const exchange = note(world, server, 'tcp', type, name);
    if (world.servers.listens(server, 'tcp', world.nowNs)) world.packets += 1;
    const reply = type === typeOne ? connected : world.servers.tcp(server, { tNs: world.nowNs, name, type });
    if (reply.kind !== 'message') exchange.outcome = 'hang';
    else {
      settle(world, exchange, reply.rcode === 'noerror' ? (reply.records > 0 ? 'answer' : 'nodata') : reply.rcode);
      answers.push({ rcode: reply.rcode, records: reply.records });
    }
  }
  if (answers.length < types.length) return { kind: 'hang' };
  world.errno = 'other';
  world.buffer = answers[0]?.rcode === 'servfail' ? 'servfail' : 'message';
  return { kind: 'answers', first: answers[0] ?? null, second: answers[1] ?? null };
}
