import { greeting } from 'greeting';

const routes = ['/orders', '/mail'];

console.log(`${greeting('gateway')}: routes ${routes.join(' ')}`);
