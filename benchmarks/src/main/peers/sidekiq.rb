# Sidekiq's side: its defaults, a job that does nothing.
#
#   ruby sidekiq.rb version
#   ruby sidekiq.rb enqueue-single N    one perform_async after the other
#   ruby sidekiq.rb enqueue-bulk N      perform_bulk, 1,000 at a time
#   ruby sidekiq.rb drain N THREADS     runs until it is ended
#
# Redis is in REDIS_URI; its database is emptied before jobs are added.
require "sidekiq"

AT_ONCE = 1000
FILLER = "x" * 210

Sidekiq.configure_client { |config| config.redis = { url: ENV["REDIS_URI"] } }
Sidekiq.configure_server { |config| config.redis = { url: ENV["REDIS_URI"] } }

def now = Process.clock_gettime(Process::CLOCK_MONOTONIC)

# Counts the jobs of this process.
class Tally
  def initialize(jobs)
    @jobs = jobs
    @third = jobs / 3
    @done = 0
    @lock = Mutex.new
  end

  def count
    @lock.synchronize do
      @done += 1
      @started = now if @done == 1
      @last_third = now if @done == @jobs - @third
      report if @done == @jobs
    end
  end

  private

  def report
    at = now
    $stdout.puts "figure last=#{@third / (at - @last_third)}", "figure drained=#{(@jobs - 1) / (at - @started)}"
    $stdout.flush
  end
end

TALLY = Tally.new(ENV.fetch("PEER_JOBS", "0").to_i)

class NoOp
  include Sidekiq::Job

  def perform(number, filler) = TALLY.count
end

def enqueue(count)
  Sidekiq.redis(&:flushdb)
  begin_at = now
  yield
  puts "figure enqueued=#{count / (now - begin_at)}"
end

def enqueue_each(count) = enqueue(count) { count.times { |number| NoOp.perform_async(number, FILLER) } }

def enqueue_many(count)
  enqueue(count) do
    (0...count).each_slice(AT_ONCE) { |numbers| NoOp.perform_bulk(numbers.map { |number| [number, FILLER] }) }
  end
end

# Sidekiq itself loads this file, too; then there is nothing to do but to define the job.
if $PROGRAM_NAME == __FILE__
  command, count, threads = ARGV
  case command
  when "version" then puts "version #{Sidekiq::VERSION}"
  when "enqueue-single" then enqueue_each(count.to_i)
  when "enqueue-bulk" then enqueue_many(count.to_i)
  when "drain" then exec({ "PEER_JOBS" => count }, "sidekiq", "--require", File.expand_path(__FILE__), "--concurrency", threads)
  end
end
