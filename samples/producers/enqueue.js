#!/usr/bin/env node
// Enqueues a job with amqplib: enqueue.js TYPE JSON [LANE]. The broker is the one in RABBITMQ_URI.
const { randomUUID } = require("node:crypto");
const amqp = require("amqplib");

async function main(type, payload, lane = "default") {
  if (payload === undefined) {
    throw new Error("usage: enqueue.js TYPE JSON [LANE]");
  }
  JSON.parse(payload); // a worker would dead-letter what is no JSON
  const messageId = randomUUID();
  const connection = await amqp.connect(process.env.RABBITMQ_URI || "amqp://guest:guest@localhost:5672");
  try {
    const channel = await connection.createConfirmChannel();
    const broken = new Promise((_, reject) => channel.on("error", reject)); // no such lane closes the channel
    const exchange = `${process.env.WARREN_NAMESPACE || "jobs"}.${lane}`;
    channel.publish(exchange, type, Buffer.from(payload), {
      type,
      messageId,
      contentType: "application/json",
      persistent: true,
    });
    await Promise.race([channel.waitForConfirms(), broken]); // rejects when the broker refused
    console.log(messageId);
  } finally {
    await connection.close();
  }
}

main(...process.argv.slice(2)).catch((error) => {
  console.error(`not enqueued; start a worker, or check RABBITMQ_URI, the lane and the payload: ${error.message}`);
  process.exitCode = 1;
});
