package dev.warren.samples.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.MimeMessage;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a real SMTP server. */
class MailTransportTest {
    private static final Template.Filled MAIL = new Template.Filled("Hello", "<p>Hello</p>");

    private GreenMail server;
    private MailTransport transport;

    @BeforeEach
    void startServer() {
        server = EmailSample.startMailServer();
        transport = new MailTransport("127.0.0.1", server.getSmtp().getPort(), "shop@example.org");
    }

    @AfterEach
    void stopServer() {
        server.stop();
    }

    @Test
    void delivers() throws Exception {
        transport.send(
                "1@warren.invalid",
                "ada@example.org",
                Template.named("welcome").fill(Map.of("name", "Zo\u00eb", "shop", "Acme")));

        MimeMessage mail = server.getReceivedMessages()[0];
        assertThat(mail.getSubject()).isEqualTo("Welcome to Acme, Zo\u00eb");
        assertThat(mail.getContent().toString()).contains("<p>Hello Zo\u00eb,</p>");
        assertThat(mail.getAllRecipients()).extracting(Object::toString).containsExactly("ada@example.org");
    }

    @Test
    void aResentMailCarriesTheSameMessageId() throws Exception {
        transport.send("1@warren.invalid", "ada@example.org", MAIL);
        transport.send("1@warren.invalid", "ada@example.org", MAIL);

        assertThat(server.getReceivedMessages())
                .extracting(MimeMessage::getMessageID)
                .containsExactly("<1@warren.invalid>", "<1@warren.invalid>");
    }

    @Test
    void anAddressCannotAddARecipient() {
        assertThatThrownBy(() -> transport.send("1@warren.invalid", "ada@example.org\r\nBcc: eve@example.org", MAIL))
                .isInstanceOf(AddressException.class);
        assertThatThrownBy(() -> transport.send("1@warren.invalid", "ada@example.org, eve@example.org", MAIL))
                .isInstanceOf(AddressException.class);
        assertThat(server.getReceivedMessages()).isEmpty();
    }
}
