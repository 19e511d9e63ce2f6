/**
 * The contract with producers, made from job types: {@link dev.warren.console.contract.PayloadSchemas} and
 * {@link dev.warren.console.contract.AsyncApiDocument}. Pure: no broker, no file, and no command. It stands in this module because its
 * library must not reach those who only enqueue or run jobs; their own build may call it.
 */
@NullMarked
package dev.warren.console.contract;

import org.jspecify.annotations.NullMarked;
