/**
 * What a user of Warren writes against: job types, the job a handler is given, and what it answers. Start reading at
 * {@link dev.warren.job.JobType} and {@link dev.warren.job.Job}; programs that know no application, such as
 * the command line, find its jobs by {@link dev.warren.job.JobProvider}. Knows nothing of brokers, messages or stores.
 */
@NullMarked
package dev.warren.job;

import org.jspecify.annotations.NullMarked;
