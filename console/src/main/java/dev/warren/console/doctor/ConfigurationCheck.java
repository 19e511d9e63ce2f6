package dev.warren.console.doctor;

import dev.warren.console.config.Key;
import dev.warren.console.config.Origin;
import dev.warren.console.config.Setting;
import dev.warren.console.config.Settings;
import java.util.ArrayList;
import java.util.List;

/** Whether the settings are careless. Where each value comes from stands at the report's end. */
final class ConfigurationCheck implements Check {
    @Override
    public String name() {
        return "configuration";
    }

    @Override
    public List<Finding> look(Patient patient) {
        Settings settings = patient.settings();
        List<Finding> findings = new ArrayList<>();
        long given = settings.all().stream()
                .map(Setting::origin)
                .filter(origin -> !(origin instanceof Origin.Default))
                .count();
        findings.add(Finding.ok(
                given + " of " + settings.all().size() + " settings are given, the others have their defaults"));
        allowed(settings, Key.INSECURE_PLAIN, "logins and jobs may travel unencrypted", "use amqps:// and https://")
                .forEach(findings::add);
        allowed(
                        settings,
                        Key.INSECURE_DEFAULT_PASSWORD,
                        "the password that everybody knows may be used",
                        "give the login a password of its own")
                .forEach(findings::add);
        return findings;
    }

    private static List<Finding> allowed(Settings settings, Key key, String what, String toDo) {
        return settings.isOn(key)
                ? List.of(Finding.warn(
                        key.text() + " is on (" + settings.get(key).origin().words() + "): " + what,
                        toDo + ", and take the setting out"))
                : List.of();
    }
}
