package dev.warren.console.topology;

import dev.warren.console.ExitCode;
import dev.warren.console.connect.Common;
import dev.warren.console.connect.Connections;
import dev.warren.console.output.Colour;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.topology.Topology;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "declare",
        description = {
            "Declare every exchange, queue and binding that is missing, and set the policies.",
            "Nothing is changed or deleted. Needs the rights of a provisioner."
        })
final class DeclareCommand implements Callable<Integer> {
    @Mixin
    final Common common = new Common();

    @Option(
            names = "--skip-policies",
            description = "leave the policies out; setting them needs the management API and the tag policymaker")
    boolean skipPolicies;

    /** What {@code --json} shows. */
    record Declared(String broker, String namespace, int exchanges, int queues, int bindings, int policies) {}

    @Override
    public Integer call() {
        Connections connections = common.connections();
        Topology topology = connections.topology();
        RabbitBroker broker = connections.broker();
        broker.declare(topology);
        if (!skipPolicies) {
            connections.management().declarePolicies(topology);
        }
        Declared declared = new Declared(
                broker.address(),
                topology.namespace(),
                topology.exchanges().size(),
                topology.queues().size(),
                topology.bindings().size(),
                skipPolicies ? 0 : topology.policies().size());
        common.output().answer(declared, text -> text.line(Colour.GOOD, "declared", sentence(declared)));
        return ExitCode.DONE;
    }

    private static String sentence(Declared it) {
        return it.exchanges() + " exchanges, " + it.queues() + " queues, " + it.bindings() + " bindings and "
                + it.policies() + " policies of the namespace " + it.namespace() + " at " + it.broker();
    }
}
