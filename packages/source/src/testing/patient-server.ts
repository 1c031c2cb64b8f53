/**
 * Loaded into the web servers that tests start as processes of their own: an idle connection stays open for as long as
 * with other web servers. By Node's own 5 s a machine that stands still loses the call that is under way.
 */
import { Server } from 'node:http';
import { Server as NetServer } from 'node:net';

const keepAliveMs = 120_000;
const original = Reflect.get(NetServer.prototype, 'listen') as (...where: unknown[]) => Server;

Server.prototype.listen = function listen(this: Server, ...where: unknown[]): Server {
  this.keepAliveTimeout = keepAliveMs;
  return Reflect.apply(original, this, where);
};
