package dev.warren.samples.email;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Properties;

/** Hands mails to an SMTP server. Every wait for it ends after 10 seconds. */
public final class MailTransport {
    private static final String TIMEOUT_MILLIS = "10000";

    private final Session session;
    private final String from;

    /** Mails by way of {@code host:port}, from this address. */
    public MailTransport(String host, int port, String from) {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", host);
        properties.setProperty("mail.smtp.port", Integer.toString(port));
        properties.setProperty("mail.smtp.connectiontimeout", TIMEOUT_MILLIS);
        properties.setProperty("mail.smtp.timeout", TIMEOUT_MILLIS);
        properties.setProperty("mail.smtp.writetimeout", TIMEOUT_MILLIS);
        this.session = Session.getInstance(properties);
        this.from = from;
    }

    /** Sends one mail; a second one with the same {@code messageId} is recognised by whoever keeps mails as the same. */
    void send(String messageId, String to, Template.Filled mail) throws MessagingException {
        MimeMessage message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", "<" + messageId + ">");
            }
        };
        message.setFrom(new InternetAddress(from, true));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(to, true));
        message.setSubject(mail.subject(), StandardCharsets.UTF_8.name());
        message.setText(mail.html(), StandardCharsets.UTF_8.name(), "html");
        message.setSentDate(new Date());
        Transport.send(message);
    }
}
