import { greeting } from 'greeting';

const orders = [
  { id: 1, item: 'tea' },
  { id: 2, item: 'cups' },
];

console.log(`${greeting('orders')}: ${orders.length} orders`);
