/**
 * Writes a topology as the {@code definitions.json} that RabbitMQ imports. Start reading at
 * {@link dev.warren.topology.definitions.DefinitionsExport}. Text goes out and nothing else happens: no broker is known here.
 */
@NullMarked
package dev.warren.topology.definitions;

import org.jspecify.annotations.NullMarked;
