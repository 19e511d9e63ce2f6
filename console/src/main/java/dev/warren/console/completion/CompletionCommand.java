package dev.warren.console.completion;

import dev.warren.console.ExitCode;
import dev.warren.console.connect.Common;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code warren completion}. */
@Command(
        name = "completion",
        description = {
            "Write a script by which a shell completes commands and options.",
            "For this shell: source <(warren completion bash). For all to come: put that line into ~/.bashrc or ~/.zshrc."
        })
public final class CompletionCommand implements Callable<Integer> {
    /** For whom the script is; both read the same. */
    enum Shell {
        BASH,
        ZSH
    }

    @Mixin
    final Common common = new Common();

    @Parameters(paramLabel = "SHELL", description = "bash or zsh")
    Shell shell = Shell.BASH;

    @Spec
    CommandSpec spec = CommandSpec.create();

    /** For picocli. */
    public CompletionCommand() {}

    @Override
    public Integer call() {
        common.output().raw(AutoComplete.bash("warren", spec.root().commandLine()));
        return ExitCode.DONE;
    }
}
