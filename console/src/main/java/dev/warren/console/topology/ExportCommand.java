package dev.warren.console.topology;

import dev.warren.console.ExitCode;
import dev.warren.console.config.UsageError;
import dev.warren.console.connect.Common;
import dev.warren.console.connect.Connections;
import dev.warren.topology.definitions.DefinitionsExport;
import dev.warren.topology.definitions.DefinitionsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "export",
        description = {
            "Write the topology as definitions.json, for 'rabbitmqctl import_definitions', the management page, or",
            "load_definitions at the broker's start. Asks no broker."
        })
final class ExportCommand implements Callable<Integer> {
    @Mixin
    final Common common = new Common();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "write to this file instead of stdout")
    @Nullable
    Path file;

    @Option(
            names = "--virtual-host",
            paramLabel = "NAME",
            description = "the virtual host (default: the one in the broker's URI)")
    @Nullable
    String virtualHost;

    @Override
    public Integer call() {
        Connections connections = common.connections();
        String host = virtualHost != null ? virtualHost : connections.virtualHost();
        if (host.isEmpty()) {
            throw new UsageError("--virtual-host is empty; RabbitMQ's own is called /");
        }
        String json = DefinitionsExport.json(
                connections.topology(), DefinitionsOptions.standard().withVirtualHost(host));
        if (file == null) {
            common.output().raw(json);
        } else {
            write(common.world().directory().resolve(file), json);
        }
        return ExitCode.DONE;
    }

    private void write(Path target, String json) {
        try {
            Files.writeString(target, json);
        } catch (IOException e) {
            throw new UsageError("can't write " + target + " (" + e.getClass().getSimpleName()
                    + "): its directory must exist and allow it");
        }
        common.output().note("written to " + target);
    }
}
