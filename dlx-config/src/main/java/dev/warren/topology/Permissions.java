package dev.warren.topology;

/**
 * What a role may do within one virtual host: three regular expressions over the names of exchanges and queues, as RabbitMQ's access
 * control has them. {@code ^$} matches nothing.
 *
 * @param role whose rights they are
 * @param configure what it may create and delete
 * @param write what it may publish to, and which queues it may bind
 * @param read what it may consume from, and which exchanges it may bind to
 */
public record Permissions(Role role, String configure, String write, String read) {}
