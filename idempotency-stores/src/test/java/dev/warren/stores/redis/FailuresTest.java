package dev.warren.stores.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.idempotency.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What servers of several versions say when they refuse something in a script, copied from them, and what we say then. */
class FailuresTest {
    private static final String IN_6 =
            "ERR Error running script (call to f_f79a3f60a9bb2fb6823b2fb06e511de417d5c6636): ";
    private static final String SINCE_7 = " script: f79a3f60a9bb2fb6823b2fb06e511de417d5c6636, on @user_script:145.";

    private static String said(String answer) {
        StoreException e = new Failures("the store").answered(answer, new IllegalStateException(answer));
        assertThat(e).hasMessageContaining(answer);
        return String.valueOf(e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            memory is full      | '@user_script:145: @user_script: 145: -' | OOM command not allowed when used memory > 'maxmemory'.
            another program     | '@user_script:4: '                       | WRONGTYPE Operation against a key holding the wrong kind of value
            it is a replica now | '@user_script:145: @user_script: 145: -' | READONLY You can't write against a read only replica.
            """)
    void theReasonOfARefusalIsFoundWhereverTheServerPutsIt(String advice, String before, String reason) {
        assertThat(said(IN_6 + before + reason)).contains(advice).doesNotContain("Redis 6 or newer");
        assertThat(said(reason + SINCE_7)).contains(advice);
        assertThat(said(reason)).contains(advice);
    }

    @Test
    void aRightThatAScriptLacksIsCalledOne() {
        String lacking = "The user executing the script can't run this command or subcommand";
        assertThat(said(IN_6 + "@user_script:1: @user_script: 1: " + lacking)).contains("has the rights (ACL)");
        assertThat(said("ERR " + lacking + SINCE_7)).contains("has the rights (ACL)");
        assertThat(said("ERR ACL failure in script: User u has no permissions to run the 'set' command" + SINCE_7))
                .contains("has the rights (ACL)");
    }

    @Test
    void aServerThatLacksACommandIsTooOld() {
        String lacking = "Unknown Redis command called from Lua script";
        assertThat(said(IN_6 + "@user_script:1: @user_script: 1: " + lacking)).contains("Redis 6 or newer");
        assertThat(said("ERR Unknown Redis command called from script" + SINCE_7))
                .contains("Redis 6 or newer");
    }
}
