# Reads PEC messages with MIME::Parser and XML::LibXML and prints what it read, as JSON.
use strict;
use warnings;
use Encode qw(decode);
use JSON::PP;
use MIME::Parser;
use XML::LibXML;

sub field {
    my ($entity, $name) = @_;
    my $value = $entity->head->get($name, 0);
    return undef unless defined $value;
    $value =~ s/\r?\n(?=[ \t])//g;
    $value =~ s/^\s+|\s+$//g;
    return decode('MIME-Header', $value);
}

# Parts of that name, without descending into enclosed messages.
sub named {
    my ($message, $name) = @_;
    return grep { ($_->head->recommended_filename // '') eq $name } ($message->parts)[0]->parts;
}

sub daticert {
    my ($part) = @_;
    return undef unless $part;
    my $root = XML::LibXML->load_xml(string => $part->bodyhandle->as_string, no_network => 1)->documentElement;
    my $text = sub {
        my ($node) = $root->findnodes(shift);
        return $node ? $node->textContent : undef;
    };
    return {
        tipo => $root->getAttribute('tipo'),
        errore => $root->getAttribute('errore'),
        mittente => $text->('intestazione/mittente'),
        destinatari => [map { [$_->textContent, $_->getAttribute('tipo')] } $root->findnodes('intestazione/destinatari')],
        oggetto => $text->('intestazione/oggetto'),
        gestore => $text->('dati/gestore-emittente'),
        giorno => $text->('dati/data/giorno'),
        ora => $text->('dati/data/ora'),
        identificativo => $text->('dati/identificativo'),
        msgid => $text->('dati/msgid'),
        consegna => $text->('dati/consegna'),
    };
}

sub read_message {
    my ($path) = @_;
    my $parser = MIME::Parser->new;
    $parser->output_to_core(1);
    $parser->tmp_to_core(1);
    $parser->extract_nested_messages('NEST');
    my $message = $parser->parse_open($path);
    return {
        type => $message->mime_type,
        trasporto => field($message, 'X-Trasporto'),
        ricevuta => field($message, 'X-Ricevuta'),
        messageId => field($message, 'Message-ID'),
        riferimento => field($message, 'X-Riferimento-Message-ID'),
        subject => field($message, 'Subject'),
        daticert => daticert((named($message, 'daticert.xml'))[0]),
        original => [
            map { [field($_->parts(0), 'Message-ID'), field($_->parts(0), 'X-Riferimento-Message-ID')] }
                named($message, 'postacert.eml')
        ],
        defects => [map { "$_" } $parser->results->errors, $parser->results->warnings],
    };
}

print JSON::PP->new->utf8->canonical->encode([map { read_message($_) } @ARGV]), "\n";
