/**
 * The worker's hot inner parts, measured by JMH with what they allocate: run {@code dev/bench jmh}. The classes here are ordinary ones to the compiler;
 * JMH's own are generated from them when they are run, so that no annotation processor takes part in the build. What is package-private in the worker is
 * measured by classes of the same package name.
 */
@NullMarked
package dev.warren.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
