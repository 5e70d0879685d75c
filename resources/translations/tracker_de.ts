<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>
and {count} more</source>
        <translation>
und {count} weitere</translation>
    </message>
    <message>
        <source>  ·  at {price}, {venue}</source>
        <translation>  ·  bei {price}, {venue}</translation>
    </message>
    <message numerus="yes">
        <source> %n (was|were) there already.</source>
        <translation>
            <numerusform> %n war schon da.</numerusform>
            <numerusform> %n waren schon da.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> (%n other(s))</source>
        <translation>
            <numerusform> (%n anderer)</numerusform>
            <numerusform> (%n andere)</numerusform>
        </translation>
    </message>
    <message>
        <source> (90 % interval {low} to {high})</source>
        <translation> (90-%-Intervall {low} bis {high})</translation>
    </message>
    <message>
        <source> (armed again at once, without the way back that Tracker asks for)</source>
        <translation> (sofort wieder scharf, ohne den Rückweg, den Tracker verlangt)</translation>
    </message>
    <message>
        <source> (sampled)</source>
        <translation> (Stichprobe)</translation>
    </message>
    <message>
        <source> (sampled, capped {share} of the time)</source>
        <translation> (Stichprobe, {share} der Zeit am Limit)</translation>
    </message>
    <message>
        <source> (simulated market)</source>
        <translation> (simulierter Markt)</translation>
    </message>
    <message>
        <source> A hole in the candles came before it.</source>
        <translation> Davor fehlen Kerzen.</translation>
    </message>
    <message>
        <source> High since {when} UTC.</source>
        <translation> Hoch seit {when} UTC.</translation>
    </message>
    <message>
        <source> In a terminal it needs quotes, since &lt; and &gt; mean something there.</source>
        <extracomment>Ends the sentence where a terminal may have eaten a part of the word.</extracomment>
        <translation> In einem Terminal braucht sie Anführungszeichen, denn &lt; und &gt; haben dort eine Bedeutung.</translation>
    </message>
    <message>
        <source> Last close {price}. {next}</source>
        <translation> Letzter Schluss {price}. {next}</translation>
    </message>
    <message>
        <source> Left out, since not known at both ends: {left_out}.</source>
        <translation> Ausgelassen, weil nicht an beiden Enden bekannt: {left_out}.</translation>
    </message>
    <message>
        <source> and </source>
        <translation> und </translation>
    </message>
    <message>
        <source> and {count} others</source>
        <translation> und {count} weitere</translation>
    </message>
    <message>
        <source> from {level}</source>
        <translation> von {level}</translation>
    </message>
    <message>
        <source> in 24 h</source>
        <translation> in 24 h</translation>
    </message>
    <message>
        <source> of {channel}</source>
        <translation> für {channel}</translation>
    </message>
    <message>
        <source> of {side}s</source>
        <translation> von {side}</translation>
    </message>
    <message>
        <source> of {usd}{alone}</source>
        <translation> von {usd}{alone}</translation>
    </message>
    <message>
        <source> of {venues} alone</source>
        <translation> allein von {venues}</translation>
    </message>
    <message>
        <source> per {per}</source>
        <translation> je {per}</translation>
    </message>
    <message>
        <source> since {when} UTC</source>
        <translation> seit {when} UTC</translation>
    </message>
    <message>
        <source> {share} of the window&apos;s candles are known.</source>
        <translation> {share} der Kerzen des Zeitraums sind bekannt.</translation>
    </message>
    <message>
        <source> · mark {price}</source>
        <translation> · Mark {price}</translation>
    </message>
    <message>
        <source> · not seen: {unseen}</source>
        <translation> · nicht gesehen: {unseen}</translation>
    </message>
    <message>
        <source> · without {left_out}</source>
        <translation> · ohne {left_out}</translation>
    </message>
    <message>
        <source> · without {missing}</source>
        <translation> · ohne {missing}</translation>
    </message>
    <message>
        <source> · {count} of {count_2} venues</source>
        <translation> · {count} von {count_2} Börsen</translation>
    </message>
    <message>
        <source>&quot;22:00-07:00&quot;, or &quot;&quot; for none</source>
        <translation>&quot;22:00-07:00&quot;, oder &quot;&quot; für keine</translation>
    </message>
    <message>
        <source>&quot;4GB&quot; or &quot;800MB&quot;</source>
        <translation>&quot;4GB&quot; oder &quot;800MB&quot;</translation>
    </message>
    <message>
        <source>&quot;90d&quot;, &quot;12w&quot;, &quot;2y&quot; or &quot;for ever&quot;</source>
        <translation>&quot;90d&quot;, &quot;12w&quot;, &quot;2y&quot; oder &quot;for ever&quot;</translation>
    </message>
    <message numerus="yes">
        <source>%n channel(s): {parts}</source>
        <translation>
            <numerusform>%n Kanal: {parts}</numerusform>
            <numerusform>%n Kanäle: {parts}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n coin(s) watched: {watched}. Later: + above the watchlist, or the / key.</source>
        <translation>
            <numerusform>%n Coin beobachtet: {watched}. Später: + über der Watchlist oder die Taste /.</numerusform>
            <numerusform>%n Coins beobachtet: {watched}. Später: + über der Watchlist oder die Taste /.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n drawing(s) of {asset}</source>
        <translation>
            <numerusform>%n Zeichnung auf {asset}</numerusform>
            <numerusform>%n Zeichnungen auf {asset}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n feed(s)</source>
        <translation>
            <numerusform>%n Feed</numerusform>
            <numerusform>%n Feeds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n level(s)</source>
        <translation>
            <numerusform>%n Marke</numerusform>
            <numerusform>%n Marken</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unread alert(s)</source>
        <translation>
            <numerusform>%n ungelesener Alarm</numerusform>
            <numerusform>%n ungelesene Alarme</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n venue(s)</source>
        <translation>
            <numerusform>%n Börse</numerusform>
            <numerusform>%n Börsen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n venue(s), one-sided</source>
        <translation>
            <numerusform>%n Börse, einseitig gezählt</numerusform>
            <numerusform>%n Börsen, einseitig gezählt</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Chart</source>
        <translation>&amp;Chart</translation>
    </message>
    <message>
        <source>&amp;Draw</source>
        <translation>&amp;Zeichnen</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <extracomment>A longer press of Alt is for something else. The underlined letters, none of which is a key of the chart with Alt.</extracomment>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <extracomment>Says what is wrong with a name; nothing where it is good.</extracomment>
        <translation>&amp;Name</translation>
    </message>
    <message numerus="yes">
        <source>, %n touch(|es)</source>
        <translation>
            <numerusform>, %n Berührung</numerusform>
            <numerusform>, %n Berührungen</numerusform>
        </translation>
    </message>
    <message>
        <source>, as far as it was observed</source>
        <translation>, soweit beobachtet</translation>
    </message>
    <message>
        <source>, as of {when} UTC</source>
        <translation>, Stand {when} UTC</translation>
    </message>
    <message>
        <source>, below it {listed}</source>
        <translation>, darunter {listed}</translation>
    </message>
    <message>
        <source>, capped</source>
        <translation>, am Limit</translation>
    </message>
    <message>
        <source>, contracts {percent}</source>
        <translation>, Kontrakte {percent}</translation>
    </message>
    <message>
        <source>, cumulative since the start of the UTC {anchor_name}</source>
        <translation>, kumuliert seit Beginn von {anchor_name} (UTC)</translation>
    </message>
    <message>
        <source>, index {index:.0f}</source>
        <translation>, Index {index:.0f}</translation>
    </message>
    <message>
        <source>, last {usd}</source>
        <translation>, zuletzt {usd}</translation>
    </message>
    <message>
        <source>, off</source>
        <translation>, aus</translation>
    </message>
    <message>
        <source>, on</source>
        <translation>, an</translation>
    </message>
    <message>
        <source>, or one close {distance}beyond it</source>
        <translation>, oder ein Schluss {distance}jenseits</translation>
    </message>
    <message>
        <source>, price {percent}</source>
        <translation>, Preis {percent}</translation>
    </message>
    <message>
        <source>, the day in UTC</source>
        <translation>, der Tag in UTC</translation>
    </message>
    <message>
        <source>, watched already</source>
        <translation>, schon beobachtet</translation>
    </message>
    <message>
        <source>, {length} ago</source>
        <translation>, vor {length}</translation>
    </message>
    <message>
        <source>, {share} of it</source>
        <translation>, davon {share}</translation>
    </message>
    <message>
        <source>, {times} times the base</source>
        <translation>, {times}-fache Basis</translation>
    </message>
    <message>
        <source>, {usd} traded in 24 h</source>
        <translation>, {usd} gehandelt in 24 h</translation>
    </message>
    <message>
        <source>. That is {multiple} times the median {name} of the last 30 days (higher than {percentile:.0f} % of them)</source>
        <translation>. Das ist das {multiple}-Fache des Medians ({name}) der letzten 30 Tage (höher als {percentile:.0f}&#x202f;% davon)</translation>
    </message>
    <message>
        <source>. The largest day, {largest_day}, is {share} of it</source>
        <translation>. Der größte Tag, {largest_day}, macht {share} davon aus</translation>
    </message>
    <message>
        <source>. {interest_bp} bp of open interest</source>
        <translation>. {interest_bp} Bp des Open Interest</translation>
    </message>
    <message>
        <source>0&#x202f;% at</source>
        <translation>0&#x202f;% bei</translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation>1 Stunde</translation>
    </message>
    <message>
        <source>1.5 × base</source>
        <translation>1,5 × Basis</translation>
    </message>
    <message>
        <source>200-day average</source>
        <translation>200-Tage-Linie</translation>
    </message>
    <message>
        <source>200-week average</source>
        <translation>200-Wochen-Linie</translation>
    </message>
    <message>
        <source>30 days of hours</source>
        <extracomment>Behind everything that somebody waits for. The start belongs to the first charts; then a look so often while something is to be done. How long a venue that is busy, or a cache that is full, is left alone. A cache that is so full is not filled further. What every watched market of a venue gets first. And then, most valuable first: candles of the market that leads its coin, the rest of all. Minutes as far as a chart of them is looked at.</extracomment>
        <translation>30 Tage in Stunden</translation>
    </message>
    <message>
        <source>4 h · {share} seen</source>
        <translation>4 h · {share} gesehen</translation>
    </message>
    <message>
        <source>4 hours</source>
        <translation>4 Stunden</translation>
    </message>
    <message>
        <source>5 × base</source>
        <translation>5 × Basis</translation>
    </message>
    <message>
        <source>90&#x202f;%: {low} to {high}</source>
        <translation>90&#x202f;%: {low} bis {high}</translation>
    </message>
    <message>
        <source>: {quadrant}, as convention calls it (every contract has a long and a short side)</source>
        <translation>: {quadrant}, wie man es üblicherweise nennt (jeder Kontrakt hat eine Long- und eine Short-Seite)</translation>
    </message>
    <message>
        <source>: {share} observed</source>
        <translation>: {share} beobachtet</translation>
    </message>
    <message>
        <source>; at its peak liquidations were {peak} times their base</source>
        <translation>; auf dem Höhepunkt lagen die Liquidationen beim {peak}-Fachen ihrer Basis</translation>
    </message>
    <message>
        <source>; first {beyond} it {when} UTC</source>
        <translation>; erstmals {beyond} {when} UTC</translation>
    </message>
    <message>
        <source>; it moved before {leader}</source>
        <translation>; er bewegte sich vor {leader}</translation>
    </message>
    <message>
        <source>; market-wide ({listed})</source>
        <translation>; marktweit ({listed})</translation>
    </message>
    <message>
        <source>; neither moved first for sure</source>
        <translation>; keiner sicher zuerst</translation>
    </message>
    <message>
        <source>; the holdings are as last told and may be old</source>
        <translation>; die Bestände sind die zuletzt gemeldeten und vielleicht veraltet</translation>
    </message>
    <message>
        <source>; the next support is {level}</source>
        <translation>; die nächste Unterstützung ist {level}</translation>
    </message>
    <message>
        <source>; what is normal is learnt from {days} days so far</source>
        <translation>; was normal ist, ist bisher aus {days} Tagen gelernt</translation>
    </message>
    <message>
        <source>; {leader} moved first, by {lag_minutes} min at the highest correlation</source>
        <translation>; {leader} bewegte sich zuerst, um {lag_minutes} min bei der höchsten Korrelation</translation>
    </message>
    <message>
        <source>; {share} of the window observed</source>
        <translation>; {share} des Zeitraums beobachtet</translation>
    </message>
    <message>
        <source>; {share} of the window was observed</source>
        <translation>; {share} des Zeitraums wurden beobachtet</translation>
    </message>
    <message>
        <source>A VWAP begins with a day, a week, a month or a time since 1970, not with “{begin}”.</source>
        <translation>Ein VWAP beginnt mit einem Tag, einer Woche, einem Monat oder einer Zeit seit 1970, nicht mit „{begin}“.</translation>
    </message>
    <message>
        <source>A VWAP has bands at 0 to {most_bands} standard deviations.</source>
        <translation>Ein VWAP hat Bänder bei 0 bis {most_bands} Standardabweichungen.</translation>
    </message>
    <message>
        <source>A change of 0 % is always there; write one above it.</source>
        <translation>Eine Änderung von 0&#x202f;% gibt es immer; bitte eine größere angeben.</translation>
    </message>
    <message>
        <source>A check that cannot be made is a question mark, never a tick: under 90&#x202f;% of the window seen, or a venue that is silent. Nothing here predicts.</source>
        <extracomment>So many turns are listed; an episode rarely has more.</extracomment>
        <translation>Eine Prüfung, die nicht möglich ist, ist ein Fragezeichen, nie ein Haken: unter 90&#x202f;% des Zeitraums gesehen, oder eine Börse schweigt. Nichts hier ist eine Vorhersage.</translation>
    </message>
    <message>
        <source>A check that counts on what is liquidated there is a question mark.</source>
        <translation>Eine Prüfung, die das dort Liquidierte braucht, ist ein Fragezeichen.</translation>
    </message>
    <message>
        <source>A closed {timeframe} candle has traded beyond the level.</source>
        <translation>Eine geschlossene {timeframe}-Kerze hat jenseits der Marke gehandelt.</translation>
    </message>
    <message>
        <source>A daily index of the mood among crypto traders, 0 to 100; context, not a signal, and every provider&apos;s is another one.</source>
        <extracomment>What each figure means to a trader, in one sentence.</extracomment>
        <translation>Ein täglicher Index der Stimmung unter Krypto-Händlern, 0 bis 100; Kontext, kein Signal, und jeder Anbieter hat einen anderen.</translation>
    </message>
    <message>
        <source>A drawing lies at prices above zero.</source>
        <translation>Eine Zeichnung liegt bei Preisen über null.</translation>
    </message>
    <message>
        <source>A drawing lies between the years 1970 and 9999.</source>
        <translation>Eine Zeichnung liegt zwischen den Jahren 1970 und 9999.</translation>
    </message>
    <message>
        <source>A key that works can still be used until Tracker is closed; it is kept nowhere then.</source>
        <translation>Ein Schlüssel, der funktioniert, kann bis zum Schließen von Tracker benutzt werden; danach bleibt er nirgends.</translation>
    </message>
    <message>
        <source>A length is a whole number of candles from {least} to {longest:,}.</source>
        <translation>Eine Länge ist eine ganze Zahl von Kerzen von {least} bis {longest:,}.</translation>
    </message>
    <message>
        <source>A letter</source>
        <translation>Ein Buchstabe</translation>
    </message>
    <message>
        <source>A level is a price above zero.</source>
        <translation>Eine Marke ist ein Preis über null.</translation>
    </message>
    <message>
        <source>A line is {widths} pixels wide.</source>
        <translation>Eine Linie ist {widths} Pixel breit.</translation>
    </message>
    <message>
        <source>A message to {service} was not sent: {sentence} It is tried again.</source>
        <translation>Eine Nachricht an {service} ging nicht hinaus: {sentence} Sie wird noch einmal versucht.</translation>
    </message>
    <message>
        <source>A new price begins a new history; what happened at {level} stays listed.</source>
        <translation>Ein neuer Preis beginnt eine neue Geschichte; was bei {level} geschah, bleibt in der Liste.</translation>
    </message>
    <message>
        <source>A page earlier</source>
        <translation>Eine Seite früher</translation>
    </message>
    <message>
        <source>A page later</source>
        <translation>Eine Seite später</translation>
    </message>
    <message>
        <source>A price cannot fall by 100 % or more and be there.</source>
        <translation>Ein Preis kann nicht um 100&#x202f;% oder mehr fallen und noch da sein.</translation>
    </message>
    <message>
        <source>A quiet word behind the candles</source>
        <translation>Ein leises Wort hinter den Kerzen</translation>
    </message>
    <message>
        <source>A request limit of your own; without a key it is shared with your neighbours.</source>
        <translation>Ein eigenes Limit für Anfragen; ohne Schlüssel wird es mit den Nachbarn geteilt.</translation>
    </message>
    <message>
        <source>A row an interval; times are UTC; what is not known is empty.</source>
        <translation>Eine Zeile je Intervall; Zeiten in UTC; Unbekanntes bleibt leer.</translation>
    </message>
    <message>
        <source>A share is between 0 % and 100 %, for example &gt;80%.</source>
        <translation>Ein Anteil liegt zwischen 0&#x202f;% und 100&#x202f;%, zum Beispiel &gt;80%.</translation>
    </message>
    <message>
        <source>A short falling pair of notes; urgent alerts have another</source>
        <translation>Ein kurzes fallendes Tonpaar; dringende Alarme haben ein anderes</translation>
    </message>
    <message>
        <source>A short sound with every alert, another with urgent ones.</source>
        <translation>Ein kurzer Ton bei jedem Alarm, ein anderer bei dringenden.</translation>
    </message>
    <message>
        <source>A simulated market is not started at login.</source>
        <translation>Ein simulierter Markt wird nicht bei der Anmeldung gestartet.</translation>
    </message>
    <message>
        <source>A test of notifications</source>
        <translation>Ein Test der Meldungen</translation>
    </message>
    <message>
        <source>A width is a number of standard deviations above 0, at most {widest:g}.</source>
        <translation>Eine Breite ist eine Zahl von Standardabweichungen über 0, höchstens {widest:g}.</translation>
    </message>
    <message>
        <source>A window is between {shortest} and 30d long here, not {window}.</source>
        <translation>Ein Zeitraum ist hier zwischen {shortest} und 30d lang, nicht {window}.</translation>
    </message>
    <message>
        <source>A {called} has {anchors} points.</source>
        <translation>{called}: Es braucht {anchors} Punkte.</translation>
    </message>
    <message>
        <source>A {called} needs two different points.</source>
        <translation>{called}: Es braucht zwei verschiedene Punkte.</translation>
    </message>
    <message>
        <source>About Tracker</source>
        <translation>Über Tracker</translation>
    </message>
    <message>
        <source>Above the chart, until it is dismissed.</source>
        <translation>Über dem Chart, bis sie verworfen wird.</translation>
    </message>
    <message>
        <source>Accounts that are long: {said}.</source>
        <translation>Konten, die long sind: {said}.</translation>
    </message>
    <message>
        <source>Action, coin, interval, level, pane…</source>
        <translation>Aktion, Coin, Intervall, Marke, Bereich…</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Add a coin</source>
        <translation>Coin hinzufügen</translation>
    </message>
    <message>
        <source>Add a coin (/)</source>
        <translation>Coin hinzufügen (/)</translation>
    </message>
    <message>
        <source>Add a coin to the watchlist</source>
        <translation>Einen Coin auf die Watchlist setzen</translation>
    </message>
    <message>
        <source>Add a coin…</source>
        <translation>Coin hinzufügen…</translation>
    </message>
    <message>
        <source>Add the alert</source>
        <translation>Den Alarm hinzufügen</translation>
    </message>
    <message>
        <source>Add the indicator</source>
        <translation>Den Indikator hinzufügen</translation>
    </message>
    <message>
        <source>Agree and switch on</source>
        <translation>Zustimmen und einschalten</translation>
    </message>
    <message>
        <source>Alert rules</source>
        <translation>Alarmregeln</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>Alarme</translation>
    </message>
    <message>
        <source>Alerts are heard</source>
        <translation>Alarme sind hörbar</translation>
    </message>
    <message>
        <source>Alerts are held from one time of the day to another, on this machine&apos;s clock, and told as one digest afterwards. None is dropped.</source>
        <translation>Alarme werden von einer Uhrzeit bis zu einer anderen, nach der Uhr dieses Rechners, zurückgehalten und danach gesammelt gemeldet. Keiner geht verloren.</translation>
    </message>
    <message>
        <source>Alerts are silent; “sound” in the settings is off.</source>
        <translation>Alarme sind stumm; „sound“ in den Einstellungen ist aus.</translation>
    </message>
    <message>
        <source>Alerts beside levels</source>
        <translation>Alarme neben den Marken</translation>
    </message>
    <message>
        <source>Alerts beside levels…</source>
        <translation>Alarme neben den Marken…</translation>
    </message>
    <message>
        <source>Alerts will look like this one. Nothing has happened.</source>
        <translation>So werden Alarme aussehen. Nichts ist geschehen.</translation>
    </message>
    <message>
        <source>Alerts · {unread} unread</source>
        <translation>Alarme · {unread} neu</translation>
    </message>
    <message>
        <source>Alert…</source>
        <translation>Alarm…</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>All coins</source>
        <translation>Alle Coins</translation>
    </message>
    <message>
        <source>All keys</source>
        <translation>Alle Tasten</translation>
    </message>
    <message>
        <source>All that there is to see is on the list already.</source>
        <translation>Alles, was zu sehen ist, steht schon auf der Liste.</translation>
    </message>
    <message>
        <source>All venues</source>
        <translation>Alle Börsen</translation>
    </message>
    <message>
        <source>Allow a gateway without encryption on another machine</source>
        <translation>Ein Gateway ohne Verschlüsselung auf einem anderen Rechner erlauben</translation>
    </message>
    <message>
        <source>Alt alone does it, too</source>
        <translation>Alt allein genügt auch</translation>
    </message>
    <message>
        <source>Among the windows of the 30 days before, without this one</source>
        <translation>Unter den Zeiträumen der 30 Tage davor, ohne diesen</translation>
    </message>
    <message>
        <source>An alert takes the first of these ways that works. One that nobody could be shown waits in the window and is not counted as told.</source>
        <translation>Ein Alarm nimmt den ersten dieser Wege, der funktioniert. Einer, der niemandem gezeigt werden konnte, wartet im Fenster und gilt nicht als gemeldet.</translation>
    </message>
    <message>
        <source>An amount and a percentage are numbers.</source>
        <extracomment>A total outside this many times the observed one is not the same thing. Positions that changed by less than this did not change.</extracomment>
        <translation>Ein Betrag und ein Prozentsatz sind Zahlen.</translation>
    </message>
    <message>
        <source>An amount such as 5M, or a multiple of normal such as 5x.</source>
        <translation>Ein Betrag wie 5M oder ein Vielfaches des Normalen wie 5x.</translation>
    </message>
    <message>
        <source>An index fell by more than 1{narrow}% and the whole interval of its correlation with {correlated} lies above zero.</source>
        <translation>Ein Index fiel um mehr als 1{narrow}%, und das ganze Intervall seiner Korrelation mit {correlated} liegt über null.</translation>
    </message>
    <message>
        <source>Another size</source>
        <translation>Andere Größe</translation>
    </message>
    <message>
        <source>Another start of Tracker named another gateway; the one of this start is used until it is closed.</source>
        <translation>Ein weiterer Start von Tracker nannte ein anderes Gateway; bis zum Schließen gilt das dieses Starts.</translation>
    </message>
    <message>
        <source>Apr</source>
        <translation>Apr.</translation>
    </message>
    <message>
        <source>Area under the closes</source>
        <translation>Fläche unter den Schlusskursen</translation>
    </message>
    <message>
        <source>As in the window</source>
        <translation>Wie im Fenster</translation>
    </message>
    <message>
        <source>As it was at first</source>
        <translation>Wie am Anfang</translation>
    </message>
    <message>
        <source>As large as on the screen, or a size for posting, words large</source>
        <translation>So groß wie auf dem Bildschirm, oder eine Größe zum Posten, mit großer Schrift</translation>
    </message>
    <message>
        <source>As of {when} UTC ({iso})</source>
        <translation>Stand {when} UTC ({iso})</translation>
    </message>
    <message>
        <source>As on screen</source>
        <translation>Wie auf dem Bildschirm</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>As the system&apos;s region</source>
        <translation>Wie die Region des Systems</translation>
    </message>
    <message>
        <source>Ask before quitting</source>
        <translation>Vor dem Beenden fragen</translation>
    </message>
    <message>
        <source>Ask the keyring once more, after it was unlocked or set up</source>
        <translation>Den Schlüsselbund noch einmal fragen, nachdem er entsperrt oder eingerichtet wurde</translation>
    </message>
    <message>
        <source>Asked once you agree to its terms: opt_in = [&quot;{venue}&quot;].</source>
        <translation>Wird gefragt, sobald den Bedingungen zugestimmt ist: opt_in = [&quot;{venue}&quot;].</translation>
    </message>
    <message>
        <source>Asked, and not answered yet.</source>
        <translation>Gefragt, noch ohne Antwort.</translation>
    </message>
    <message>
        <source>Asking the keyring which keys there are…</source>
        <translation>Der Schlüsselbund wird gefragt, welche Schlüssel es gibt…</translation>
    </message>
    <message>
        <source>Asking {title} …</source>
        <translation>{title} wird gefragt …</translation>
    </message>
    <message>
        <source>Asks once a day at most whether there is one, and says so. Nothing is downloaded.</source>
        <translation>Fragt höchstens einmal am Tag, ob es eine gibt, und sagt es. Nichts wird heruntergeladen.</translation>
    </message>
    <message>
        <source>At the same time: {wide}.</source>
        <translation>Zur gleichen Zeit: {wide}.</translation>
    </message>
    <message>
        <source>Aug</source>
        <translation>Aug.</translation>
    </message>
    <message>
        <source>Auto</source>
        <translation>Auto</translation>
    </message>
    <message>
        <source>Auto: linear, fits what is in view</source>
        <translation>Auto: linear, passt sich der Ansicht an</translation>
    </message>
    <message>
        <source>Average cost</source>
        <translation>Ø Einstand</translation>
    </message>
    <message>
        <source>Average true range</source>
        <extracomment>Wilder&apos;s lines: below the first a market counts as oversold, above the second as overbought.</extracomment>
        <translation>Average True Range (ATR)</translation>
    </message>
    <message>
        <source>Average true range, below</source>
        <translation>Average True Range (ATR), darunter</translation>
    </message>
    <message>
        <source>Averages, VWAP, bands, ATR, RSI, and other coins in percent (Alt+I)</source>
        <translation>Durchschnitte, VWAP, Bänder, ATR, RSI und andere Coins in Prozent (Alt+I)</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Back to now</source>
        <translation>Zurück zu jetzt</translation>
    </message>
    <message>
        <source>Back to now ›</source>
        <extracomment>What takes no longer is not worth a word: it would only flicker.</extracomment>
        <translation>Zurück zu jetzt ›</translation>
    </message>
    <message>
        <source>Back to the default: {shown}</source>
        <translation>Zurück zum Standard: {shown}</translation>
    </message>
    <message>
        <source>Back to the newest candle</source>
        <translation>Zurück zur neuesten Kerze</translation>
    </message>
    <message>
        <source>Balloon at the tray icon</source>
        <translation>Sprechblase am Tray-Symbol</translation>
    </message>
    <message>
        <source>Bands</source>
        <translation>Bänder</translation>
    </message>
    <message>
        <source>Bars</source>
        <translation>Balken</translation>
    </message>
    <message>
        <source>Basis points of the open interest</source>
        <translation>Basispunkte des Open Interest</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Beginnen</translation>
    </message>
    <message>
        <source>Begin now; what is chosen so far stays, and all can be set later</source>
        <translation>Jetzt beginnen; was bisher gewählt ist, bleibt, und alles lässt sich später einstellen</translation>
    </message>
    <message>
        <source>Begins anew every</source>
        <translation>Beginnt neu je</translation>
    </message>
    <message>
        <source>Being read from the cache…</source>
        <extracomment>Figures keep their width; the venue&apos;s name takes what is left.</extracomment>
        <translation>Wird aus dem Cache gelesen…</translation>
    </message>
    <message>
        <source>Being read…</source>
        <extracomment>The coin that it is about.</extracomment>
        <translation>Wird gelesen…</translation>
    </message>
    <message>
        <source>Beside it, in 24 h: {said}.</source>
        <translation>Daneben, in 24 h: {said}.</translation>
    </message>
    <message>
        <source>Beside levels</source>
        <translation>Neben den Marken</translation>
    </message>
    <message>
        <source>Beyond it what is worth least goes first: what can be fetched again, or leaves its sums.</source>
        <translation>Darüber geht zuerst, was am wenigsten wert ist: was erneut geholt werden kann oder seine Summen hinterlässt.</translation>
    </message>
    <message>
        <source>Blue and orange can be told apart with any colour vision.</source>
        <translation>Blau und Orange lassen sich mit jeder Farbwahrnehmung unterscheiden.</translation>
    </message>
    <message>
        <source>Bollinger</source>
        <translation>Bollinger</translation>
    </message>
    <message>
        <source>Bollinger bands</source>
        <translation>Bollinger-Bänder</translation>
    </message>
    <message>
        <source>Brief</source>
        <translation>Lagebericht</translation>
    </message>
    <message>
        <source>Brief: why is it moving?</source>
        <translation>Lagebericht: Warum bewegt er sich?</translation>
    </message>
    <message>
        <source>Broken only</source>
        <translation>Nur Brüche</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>Budget</translation>
    </message>
    <message>
        <source>Buttons on top</source>
        <translation>Knöpfe oben</translation>
    </message>
    <message>
        <source>By exchange</source>
        <translation>Nach Börse</translation>
    </message>
    <message>
        <source>By the desktop ({server}).</source>
        <translation>Durch die Arbeitsumgebung ({server}).</translation>
    </message>
    <message>
        <source>By venue</source>
        <translation>Nach Börse</translation>
    </message>
    <message>
        <source>By venue, {name}</source>
        <translation>Nach Börse, {name}</translation>
    </message>
    <message>
        <source>By {server}.</source>
        <translation>Durch {server}.</translation>
    </message>
    <message>
        <source>COINS</source>
        <translation>COINS</translation>
    </message>
    <message>
        <source>CSV (*.csv);;JSON, one object a line (*.json)</source>
        <translation>CSV (*.csv);;JSON, ein Objekt je Zeile (*.json)</translation>
    </message>
    <message>
        <source>Cache {size}</source>
        <extracomment>How often the page says anew how far the past is.</extracomment>
        <translation>Cache {size}</translation>
    </message>
    <message>
        <source>Called {label}. {caveat}</source>
        <translation>Genannt: {label}. {caveat}</translation>
    </message>
    <message>
        <source>Calm</source>
        <extracomment>What stands for an outcome where there is room for one sign.</extracomment>
        <translation>Ruhig</translation>
    </message>
    <message>
        <source>Calm: no level is near.</source>
        <translation>Ruhig: Keine Marke ist nahe.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Candle by candle</source>
        <translation>Kerze für Kerze</translation>
    </message>
    <message>
        <source>Candles</source>
        <translation>Kerzen</translation>
    </message>
    <message>
        <source>Candles of other lengths</source>
        <translation>Kerzen anderer Länge</translation>
    </message>
    <message>
        <source>Candles of {interval}</source>
        <translation>Kerzen von {interval}</translation>
    </message>
    <message>
        <source>Candles of {interval} ({place})</source>
        <translation>Kerzen von {interval} ({place})</translation>
    </message>
    <message>
        <source>Candles of {length} do not make those that {names} looks at.</source>
        <translation>Kerzen von {length} ergeben nicht die, die {names} betrachtet.</translation>
    </message>
    <message>
        <source>Candles of {name}, and others</source>
        <translation>Kerzen von {name} und andere</translation>
    </message>
    <message>
        <source>Candles: style and scale</source>
        <translation>Kerzen: Stil und Skala</translation>
    </message>
    <message>
        <source>Capped</source>
        <translation>Am Limit</translation>
    </message>
    <message>
        <source>Cascade</source>
        <translation>Kaskade</translation>
    </message>
    <message>
        <source>Cascade and feedback</source>
        <translation>Kaskade und Rückkopplung</translation>
    </message>
    <message>
        <source>Cascade index</source>
        <extracomment>The least that is in view: both marks and some more.</extracomment>
        <translation>Kaskadenindex</translation>
    </message>
    <message>
        <source>Cascade index, 4 h</source>
        <translation>Kaskadenindex, 4 h</translation>
    </message>
    <message>
        <source>Cascade, {when} {ended}: {least}{usd}, mostly {side}</source>
        <translation>Kaskade, {when} {ended}: {least}{usd}, meist {side}</translation>
    </message>
    <message>
        <source>Cascades</source>
        <translation>Kaskaden</translation>
    </message>
    <message>
        <source>Cascades are measured over 15m, 1h and 4h.</source>
        <translation>Kaskaden werden über 15m, 1h und 4h gemessen.</translation>
    </message>
    <message>
        <source>Cascades, newest first</source>
        <translation>Kaskaden, neueste zuerst</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>Change of open interest, USD</source>
        <translation>Änderung des Open Interest, USD</translation>
    </message>
    <message>
        <source>Change of open interest, {unit}{per}</source>
        <translation>Änderung des Open Interest, {unit}{per}</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>Chart</translation>
    </message>
    <message>
        <source>Chart of {asset}</source>
        <translation>Chart von {asset}</translation>
    </message>
    <message>
        <source>Chart of {asset}, {interval}</source>
        <translation>Chart von {asset}, {interval}</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>Charts</translation>
    </message>
    <message>
        <source>Check a headline</source>
        <translation>Schlagzeile prüfen</translation>
    </message>
    <message>
        <source>Check a headline…</source>
        <translation>Schlagzeile prüfen…</translation>
    </message>
    <message>
        <source>Choose a cascade to see how it reached other coins.</source>
        <extracomment>A search that is this far behind may have missed what happened since.</extracomment>
        <translation>Eine Kaskade wählen, um zu sehen, wie sie andere Coins erreichte.</translation>
    </message>
    <message>
        <source>Choose a channel to read all that is known of it.</source>
        <translation>Einen Kanal wählen, um alles über ihn zu lesen.</translation>
    </message>
    <message>
        <source>Choose a file and save (Ctrl+S)</source>
        <translation>Eine Datei wählen und speichern (Strg+S)</translation>
    </message>
    <message>
        <source>Choose at least one rule: a level without one never speaks.</source>
        <translation>Mindestens eine Regel wählen: Eine Marke ohne Regel meldet nie etwas.</translation>
    </message>
    <message>
        <source>Click for all cascades (F6)</source>
        <translation>Klick für alle Kaskaden (F6)</translation>
    </message>
    <message>
        <source>Click for all windows and venues</source>
        <translation>Klick für alle Zeiträume und Börsen</translation>
    </message>
    <message>
        <source>Click for the state of the market (F7)</source>
        <translation>Klick für die Marktlage (F7)</translation>
    </message>
    <message>
        <source>Click for the three checks with their numbers (F9)</source>
        <translation>Klick für die drei Prüfungen mit ihren Zahlen (F9)</translation>
    </message>
    <message>
        <source>Click or press Return to watch this level</source>
        <translation>Klick oder Eingabetaste, um diese Marke zu beobachten</translation>
    </message>
    <message>
        <source>Click the candle from which the coins are compared; Esc leaves it.</source>
        <translation>Auf die Kerze klicken, ab der die Coins verglichen werden; Esc bricht ab.</translation>
    </message>
    <message>
        <source>Click the candle with which the VWAP begins; Esc leaves it.</source>
        <extracomment>Below the lines that read out what is on the chart.</extracomment>
        <translation>Auf die Kerze klicken, mit der der VWAP beginnt; Esc bricht ab.</translation>
    </message>
    <message>
        <source>Click, or press space: watched or not</source>
        <translation>Klick oder Leertaste: beobachtet oder nicht</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>Uhr</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <extracomment>Between the sheet and the window&apos;s edge.</extracomment>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source>Close a sheet; give up what was begun</source>
        <translation>Ein Blatt schließen; Begonnenes aufgeben</translation>
    </message>
    <message>
        <source>Close the picture (Esc)</source>
        <translation>Das Bild schließen (Esc)</translation>
    </message>
    <message>
        <source>Close the settings (Esc); they hold already</source>
        <translation>Die Einstellungen schließen (Esc); sie gelten schon</translation>
    </message>
    <message>
        <source>Close this window</source>
        <translation>Dieses Fenster schließen</translation>
    </message>
    <message>
        <source>Close without saving (Esc)</source>
        <translation>Schließen ohne zu speichern (Esc)</translation>
    </message>
    <message>
        <source>Close {beyond},</source>
        <translation>Schluss {beyond},</translation>
    </message>
    <message>
        <source>Close: {name}</source>
        <translation>Schließen: {name}</translation>
    </message>
    <message>
        <source>Closed far {beyond},</source>
        <translation>Schluss weit {beyond},</translation>
    </message>
    <message>
        <source>Closing the window hides it in the tray</source>
        <translation>Schließen versteckt das Fenster im Tray</translation>
    </message>
    <message>
        <source>Coin</source>
        <extracomment>So much more does count what was chosen before, the last one most.</extracomment>
        <translation>Coin</translation>
    </message>
    <message>
        <source>Coin on the tape</source>
        <translation>Coin im Ticker</translation>
    </message>
    <message>
        <source>Coin: {asset}</source>
        <translation>Coin: {asset}</translation>
    </message>
    <message>
        <source>Coins</source>
        <translation>Coins</translation>
    </message>
    <message>
        <source>Coins found</source>
        <extracomment>More than these nobody reads; a longer word finds the rest.</extracomment>
        <translation>Gefundene Coins</translation>
    </message>
    <message>
        <source>Coins in circulation at the present price.</source>
        <translation>Coins im Umlauf zum aktuellen Preis.</translation>
    </message>
    <message>
        <source>Coins that exist and can be traded.</source>
        <translation>Coins, die es gibt und die gehandelt werden können.</translation>
    </message>
    <message>
        <source>Coins to watch</source>
        <translation>Coins zum Beobachten</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Colour of {name}</source>
        <translation>Farbe von {name}</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Colours of up and down</source>
        <translation>Farben für auf und ab</translation>
    </message>
    <message>
        <source>Compare with {coin}</source>
        <translation>Mit {coin} vergleichen</translation>
    </message>
    <message>
        <source>Compare with, in percent</source>
        <translation>Vergleichen mit, in Prozent</translation>
    </message>
    <message>
        <source>Compared from</source>
        <translation>Verglichen ab</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>Bedingung</translation>
    </message>
    <message>
        <source>Connected, and waiting for the first message.</source>
        <translation>Verbunden, wartet auf die erste Nachricht.</translation>
    </message>
    <message>
        <source>Connected, but nothing arrives since {time} UTC; expected every {length}.</source>
        <translation>Verbunden, aber nichts kommt an seit {time} UTC; erwartet alle {length}.</translation>
    </message>
    <message>
        <source>Connected, but nothing arrives; it is connected anew.</source>
        <translation>Verbunden, aber nichts kommt an; wird neu verbunden.</translation>
    </message>
    <message>
        <source>Connecting.</source>
        <translation>Verbindet.</translation>
    </message>
    <message>
        <source>Context</source>
        <extracomment>Around the words of a chip, and what a mark alone takes. Fewer windows than this are not worth a progress bar. Only who is not well says its name.</extracomment>
        <translation>Kontext</translation>
    </message>
    <message>
        <source>Contracts</source>
        <translation>Kontrakte</translation>
    </message>
    <message>
        <source>Cooldown</source>
        <translation>Ruhezeit</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>Kopiert.</translation>
    </message>
    <message>
        <source>Copied: the table, as text.</source>
        <translation>Kopiert: die Tabelle, als Text.</translation>
    </message>
    <message>
        <source>Copied: {width} × {height} pixels.</source>
        <translation>Kopiert: {width} × {height} Pixel.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>Als Text kopieren</translation>
    </message>
    <message>
        <source>Copy the chart as a picture</source>
        <translation>Den Chart als Bild kopieren</translation>
    </message>
    <message>
        <source>Copy the picture (Ctrl+C)</source>
        <translation>Das Bild kopieren (Strg+C)</translation>
    </message>
    <message>
        <source>Copy the selected row</source>
        <translation>Die gewählte Zeile kopieren</translation>
    </message>
    <message>
        <source>Correlation of daily returns of {correlated} sampled at its close, over {pairs} days, with its 95{narrow}% interval. {sentence}</source>
        <translation>Korrelation der Tagesrenditen von {correlated}, zu dessen Schluss gemessen, über {pairs} Tage, mit 95-{narrow}%-Intervall. {sentence}</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>Anzahl</translation>
    </message>
    <message>
        <source>Cumulative</source>
        <translation>Kumuliert</translation>
    </message>
    <message>
        <source>Cursor</source>
        <translation>Zeiger</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Dark or light</source>
        <translation>Dunkel oder hell</translation>
    </message>
    <message>
        <source>Dark or light (Ctrl+T)</source>
        <translation>Dunkel oder hell (Strg+T)</translation>
    </message>
    <message>
        <source>Dark or light. As the system: it follows while Tracker runs.</source>
        <translation>Dunkel oder hell. Wie das System: Es folgt ihm, während Tracker läuft.</translation>
    </message>
    <message>
        <source>Dashed</source>
        <translation>Gestrichelt</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Data in view, as CSV</source>
        <translation>Sichtbare Daten, als CSV</translation>
    </message>
    <message>
        <source>Dec</source>
        <translation>Dez.</translation>
    </message>
    <message>
        <source>Decisive breaks and what you marked as urgent.</source>
        <translation>Entschiedene Brüche und was als dringend markiert ist.</translation>
    </message>
    <message>
        <source>Default</source>
        <extracomment>The name of the keepsake, and the version of what is in it. How the layout is called that is always there.</extracomment>
        <translation>Standard</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Delete all drawings of this coin</source>
        <translation>Alle Zeichnungen dieses Coins löschen</translation>
    </message>
    <message>
        <source>Delete layout…</source>
        <translation>Anordnung löschen…</translation>
    </message>
    <message>
        <source>Delete the layout</source>
        <translation>Die Anordnung löschen</translation>
    </message>
    <message>
        <source>Delete the layout “{name}”? The panels stay where they are.</source>
        <translation>Die Anordnung „{name}“ löschen? Die Tafeln bleiben, wo sie sind.</translation>
    </message>
    <message>
        <source>Desktop notification</source>
        <translation>Meldung der Arbeitsumgebung</translation>
    </message>
    <message>
        <source>Deutsch</source>
        <translation>Deutsch</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Dismiss the dry run</source>
        <translation>Den Probelauf verwerfen</translation>
    </message>
    <message>
        <source>Dismiss the dry run and its markers</source>
        <translation>Den Probelauf und seine Markierungen verwerfen</translation>
    </message>
    <message>
        <source>Distances are from a price that is up to {age} old.</source>
        <translation>Abstände gelten von einem Preis, der bis zu {age} alt ist.</translation>
    </message>
    <message>
        <source>Do again what was taken back (Ctrl+Shift+Z)</source>
        <translation>Zurückgenommenes wiederherstellen (Strg+Umschalt+Z)</translation>
    </message>
    <message>
        <source>Dollar, broad</source>
        <translation>Dollar, breit</translation>
    </message>
    <message>
        <source>Dollars for one euro, the daily reference rate.</source>
        <translation>Dollar für einen Euro, der tägliche Referenzkurs.</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Done again: {words}.</source>
        <translation>Wiederholt: {words}.</translation>
    </message>
    <message>
        <source>Double click</source>
        <translation>Doppelklick</translation>
    </message>
    <message>
        <source>Drag to make the panel larger or smaller</source>
        <extracomment>Nothing frames a window with a head of its own: its corner is what makes it larger.</extracomment>
        <translation>Ziehen, um die Tafel größer oder kleiner zu machen</translation>
    </message>
    <message>
        <source>Draw</source>
        <extracomment>Everything it offers; a part of another menu where there is no room for the button.</extracomment>
        <translation>Zeichnen</translation>
    </message>
    <message>
        <source>Draw lines, boxes and words on the prices, or measure</source>
        <translation>Linien, Rechtecke und Texte auf die Preise zeichnen, oder messen</translation>
    </message>
    <message>
        <source>Dry run, {asset} {level}: {rules}.</source>
        <translation>Probelauf, {asset} {level}: {rules}.</translation>
    </message>
    <message>
        <source>ECB deposit rate</source>
        <translation>EZB-Einlagensatz</translation>
    </message>
    <message>
        <source>EQUITIES</source>
        <translation>AKTIEN</translation>
    </message>
    <message>
        <source>ESTIMATE</source>
        <translation>SCHÄTZUNG</translation>
    </message>
    <message>
        <source>ESTIMATE from open-interest changes and assumed leverage</source>
        <extracomment>What stands over the map, always.</extracomment>
        <translation>SCHÄTZUNG aus Änderungen des Open Interest und angenommenem Hebel</translation>
    </message>
    <message>
        <source>Each is tried again by itself; {when}.</source>
        <translation>Jeder wird von selbst wieder versucht; {when}.</translation>
    </message>
    <message>
        <source>Each side has {least_px} to {most_px:,} pixels.</source>
        <translation>Jede Seite hat {least_px} bis {most_px:,} Pixel.</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>Früher</translation>
    </message>
    <message>
        <source>Easing</source>
        <translation>Nachlassend</translation>
    </message>
    <message>
        <source>Edit text…</source>
        <translation>Text bearbeiten…</translation>
    </message>
    <message>
        <source>Edit the level</source>
        <translation>Die Marke bearbeiten</translation>
    </message>
    <message>
        <source>Edit what is under the mouse</source>
        <translation>Bearbeiten, was unter der Maus ist</translation>
    </message>
    <message>
        <source>Edit {name}…</source>
        <extracomment>Where the sheet stands beside the mouse, and on the chart where that is elsewhere.</extracomment>
        <translation>{name} bearbeiten…</translation>
    </message>
    <message>
        <source>Either it counts fewer coins or venues, or is wrong.</source>
        <translation>Entweder zählt sie weniger Coins oder Börsen, oder sie ist falsch.</translation>
    </message>
    <message>
        <source>Either it counts more coins or venues, both sides of each contract, or is wrong.</source>
        <translation>Entweder zählt sie mehr Coins oder Börsen, beide Seiten jedes Kontrakts, oder sie ist falsch.</translation>
    </message>
    <message>
        <source>English</source>
        <translation>English</translation>
    </message>
    <message>
        <source>Equal heights</source>
        <translation>Gleiche Höhen</translation>
    </message>
    <message>
        <source>Equities do not say risk-off: none fell by more than 1 % while moving with BTC.</source>
        <translation>Aktien sagen nicht Risk-off: Keine fiel um mehr als 1&#x202f;% und bewegte sich dabei mit BTC.</translation>
    </message>
    <message>
        <source>Estimate what sampled feeds leave out</source>
        <translation>Schätzen, was Stichproben-Feeds auslassen</translation>
    </message>
    <message>
        <source>Every channel is live or quiet.</source>
        <translation>Jeder Kanal ist live oder still.</translation>
    </message>
    <message>
        <source>Every channel of {title} is live or quiet.</source>
        <translation>Jeder Kanal von {title} ist live oder still.</translation>
    </message>
    <message>
        <source>Every contract has a long and a short; the label is a convention about who seems to press, not an observation.</source>
        <extracomment>Moves smaller than this are neither up nor down. Over a day the dead zone follows the asset: so much of the standard deviation of its changes. A deviation of fewer changes than this says nothing. What must be said beside every quadrant.</extracomment>
        <translation>Jeder Kontrakt hat eine Long- und eine Short-Seite; die Bezeichnung ist eine Konvention darüber, wer zu drängen scheint, keine Beobachtung.</translation>
    </message>
    <message>
        <source>Every feed</source>
        <translation>Jeder Feed</translation>
    </message>
    <message>
        <source>Every feed and its state</source>
        <translation>Jeder Feed und sein Zustand</translation>
    </message>
    <message>
        <source>Every key and what it does</source>
        <translation>Jede Taste und was sie tut</translation>
    </message>
    <message>
        <source>Everything that can be done with this chart (Alt)</source>
        <translation>Alles, was mit diesem Chart möglich ist (Alt)</translation>
    </message>
    <message>
        <source>Everything that can be done, in menus (Alt)</source>
        <translation>Alles, was möglich ist, in Menüs (Alt)</translation>
    </message>
    <message>
        <source>Everything that can be set, in one place</source>
        <translation>Alles, was sich einstellen lässt, an einem Ort</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>Erwartet</translation>
    </message>
    <message>
        <source>Expires</source>
        <translation>Läuft ab</translation>
    </message>
    <message>
        <source>Expires (UTC)</source>
        <translation>Läuft ab (UTC)</translation>
    </message>
    <message>
        <source>Expires: {error}</source>
        <translation>Ablauf: {error}</translation>
    </message>
    <message>
        <source>Exponential moving average</source>
        <translation>Exponentieller gleitender Durchschnitt</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>Export levels</source>
        <translation>Marken exportieren</translation>
    </message>
    <message>
        <source>Export levels…</source>
        <translation>Marken exportieren…</translation>
    </message>
    <message>
        <source>Export list…</source>
        <translation>Liste exportieren…</translation>
    </message>
    <message>
        <source>Export the chart…</source>
        <translation>Den Chart exportieren…</translation>
    </message>
    <message>
        <source>Export the list of alerts</source>
        <translation>Die Liste der Alarme exportieren</translation>
    </message>
    <message>
        <source>F8 says when</source>
        <extracomment>More than these are counted, where there is room for a line. Fewer windows of history than this are there before they are read about.</extracomment>
        <translation>F8 sagt, wann</translation>
    </message>
    <message>
        <source>Fast read, half-life 1&#x202f;h: {fast_text}</source>
        <translation>Schnelle Lesart, Halbwertszeit 1 h: {fast_text}</translation>
    </message>
    <message>
        <source>Fear &amp; Greed</source>
        <translation>Fear &amp; Greed</translation>
    </message>
    <message>
        <source>Fear &amp; Greed by {source}</source>
        <translation>Fear &amp; Greed von {source}</translation>
    </message>
    <message>
        <source>Fear &amp; Greed by {source}, {ago}.</source>
        <translation>Fear &amp; Greed von {source}, {ago}.</translation>
    </message>
    <message>
        <source>Feb</source>
        <translation>Feb.</translation>
    </message>
    <message>
        <source>Fed funds rate</source>
        <translation>Fed-Leitzins</translation>
    </message>
    <message>
        <source>Feed</source>
        <translation>Feed</translation>
    </message>
    <message>
        <source>Feedback: {word}. One forced sale brought about {ratio} more{interval}.</source>
        <translation>Rückkopplung: {word}. Ein Zwangsverkauf zog {ratio} weitere nach sich{interval}.</translation>
    </message>
    <message>
        <source>Figures from public feeds, summed as the methodology says. Information, not investment advice.</source>
        <extracomment>What is below every brief.</extracomment>
        <translation>Zahlen aus öffentlichen Feeds, summiert wie in der Methodik beschrieben. Information, keine Anlageberatung.</translation>
    </message>
    <message>
        <source>Figures of the market</source>
        <translation>Zahlen zum Markt</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Find what to do</source>
        <extracomment>So many are remembered.</extracomment>
        <translation>Aktion suchen</translation>
    </message>
    <message>
        <source>Find what to do…</source>
        <translation>Aktion suchen…</translation>
    </message>
    <message>
        <source>First steps</source>
        <extracomment>What of the window stays in view around it.</extracomment>
        <translation>Erste Schritte</translation>
    </message>
    <message>
        <source>First steps, {place} of {count}: {name}</source>
        <translation>Erste Schritte, {place} von {count}: {name}</translation>
    </message>
    <message>
        <source>Fit the prices that are in view again (Alt+A)</source>
        <translation>Wieder an die sichtbaren Preise anpassen (Alt+A)</translation>
    </message>
    <message>
        <source>Fit the scale of prices by itself</source>
        <translation>Die Preisskala von selbst anpassen</translation>
    </message>
    <message>
        <source>For 1 hour</source>
        <translation>Für 1 Stunde</translation>
    </message>
    <message>
        <source>For 30 minutes</source>
        <extracomment>So long alerts can be held, besides until the morning.</extracomment>
        <translation>Für 30 Minuten</translation>
    </message>
    <message>
        <source>For 4 hours</source>
        <translation>Für 4 Stunden</translation>
    </message>
    <message>
        <source>For example: open interest fell by 4.4&#x202f;%, that is $26B.</source>
        <translation>Zum Beispiel: Open Interest fiel um 4,4&#x202f;%, das sind $26B.</translation>
    </message>
    <message>
        <source>For {length}</source>
        <translation>Für {length}</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Forget it</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Found late</source>
        <translation>Nachträglich gefunden</translation>
    </message>
    <message>
        <source>Free (Demo plan) with an account at coingecko.com, in the developer&apos;s dashboard.</source>
        <translation>Kostenlos (Demo-Tarif) mit einem Konto bei coingecko.com, im Bereich für Entwickler.</translation>
    </message>
    <message>
        <source>Free with an account at coinalyze.net, under API.</source>
        <translation>Kostenlos mit einem Konto bei coinalyze.net, unter API.</translation>
    </message>
    <message>
        <source>Free with an account at fredaccount.stlouisfed.org, under API Keys.</source>
        <translation>Kostenlos mit einem Konto bei fredaccount.stlouisfed.org, unter API Keys.</translation>
    </message>
    <message>
        <source>Fri</source>
        <translation>Fr</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>From and to, for example 22:00-07:00</source>
        <translation>Von und bis, zum Beispiel 22:00-07:00</translation>
    </message>
    <message>
        <source>From the cache alone; nothing was asked of anybody for it.</source>
        <translation>Nur aus dem Cache; dafür wurde niemand gefragt.</translation>
    </message>
    <message>
        <source>From the tray icon.</source>
        <translation>Vom Tray-Symbol.</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <source>Funding</source>
        <translation>Funding</translation>
    </message>
    <message>
        <source>Funding is {rate} for 8 h, weighted by open interest, between {low} and {high} by venue.</source>
        <translation>Das Funding ist {rate} je 8 h, gewichtet nach Open Interest, je nach Börse zwischen {low} und {high}.</translation>
    </message>
    <message>
        <source>Funding, % per 8 h</source>
        <translation>Funding, % je 8 h</translation>
    </message>
    <message>
        <source>Funding, % per 8 h{dot}{how}, predicted pale</source>
        <translation>Funding, % je 8 h{dot}{how}, Prognose blass</translation>
    </message>
    <message>
        <source>Funding: no venue&apos;s rate of that time is known.</source>
        <translation>Funding: Von keiner Börse ist der Satz jener Zeit bekannt.</translation>
    </message>
    <message>
        <source>Gateway</source>
        <translation>Gateway</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>Gets every alert as a message.</source>
        <translation>Bekommt jeden Alarm als Nachricht.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Go to the menus</source>
        <translation>Zu den Menüs</translation>
    </message>
    <message>
        <source>Group {group}</source>
        <translation>Gruppe {group}</translation>
    </message>
    <message>
        <source>Groups of settings</source>
        <translation>Gruppen der Einstellungen</translation>
    </message>
    <message>
        <source>HTTP {http}</source>
        <translation>HTTP {http}</translation>
    </message>
    <message>
        <source>HTTP {http}: {reason}</source>
        <translation>HTTP {http}: {reason}</translation>
    </message>
    <message>
        <source>Headlines, checked</source>
        <translation>Schlagzeilen, geprüft</translation>
    </message>
    <message>
        <source>Health of every channel</source>
        <translation>Zustand jedes Kanals</translation>
    </message>
    <message>
        <source>Health of the venues</source>
        <translation>Zustand der Börsen</translation>
    </message>
    <message>
        <source>Heikin-Ashi</source>
        <translation>Heikin-Ashi</translation>
    </message>
    <message>
        <source>Held in quiet hours</source>
        <translation>In der Ruhezeit zurückgehalten</translation>
    </message>
    <message>
        <source>Held while muted</source>
        <translation>Stummgeschaltet zurückgehalten</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Here: a line inside this window; no notification server answers, and there is no tray.</source>
        <translation>Hier: eine Zeile in diesem Fenster; kein Meldungsserver antwortet, und es gibt keinen Tray.</translation>
    </message>
    <message>
        <source>Here: from the icon in the tray; no notification server answers.</source>
        <translation>Hier: vom Tray-Symbol; kein Meldungsserver antwortet.</translation>
    </message>
    <message>
        <source>Here: the desktop&apos;s notifications ({server}).</source>
        <translation>Hier: die Meldungen der Arbeitsumgebung ({server}).</translation>
    </message>
    <message>
        <source>Hide {title}</source>
        <extracomment>A page can be made as small as this.</extracomment>
        <translation>{title} ausblenden</translation>
    </message>
    <message>
        <source>High</source>
        <translation>Hoch</translation>
    </message>
    <message>
        <source>History and cache</source>
        <translation>Historie und Cache</translation>
    </message>
    <message>
        <source>History is loading, {share}: what is missing here comes by itself.</source>
        <translation>Die Historie lädt, {share}: was hier fehlt, kommt von selbst.</translation>
    </message>
    <message>
        <source>History loaded</source>
        <translation>Historie geladen</translation>
    </message>
    <message>
        <source>History: {filled}.</source>
        <translation>Historie: {filled}.</translation>
    </message>
    <message>
        <source>Hold the tape (Space)</source>
        <translation>Den Ticker anhalten (Leertaste)</translation>
    </message>
    <message>
        <source>Hold what happens in these hours of this machine&apos;s clock</source>
        <translation>Zurückhalten, was in diesen Stunden nach der Uhr dieses Rechners geschieht</translation>
    </message>
    <message>
        <source>Holder</source>
        <translation>Halter</translation>
    </message>
    <message>
        <source>Hollow candles</source>
        <translation>Hohle Kerzen</translation>
    </message>
    <message>
        <source>How alerts reach you here, with a test of each way</source>
        <translation>Wie Alarme hier ankommen, mit einem Test jedes Wegs</translation>
    </message>
    <message>
        <source>How alerts reach you…</source>
        <translation>Wie Alarme ankommen…</translation>
    </message>
    <message>
        <source>How far the past is filled cannot be read: {why} It is tried again.</source>
        <translation>Wie weit die Vergangenheit gefüllt ist, lässt sich nicht lesen: {why} Es wird wieder versucht.</translation>
    </message>
    <message>
        <source>How far the past is filled is being read…</source>
        <translation>Wie weit die Vergangenheit gefüllt ist, wird gelesen…</translation>
    </message>
    <message>
        <source>How far the venue&apos;s clock is ahead of this computer&apos;s</source>
        <translation>Wie weit die Uhr der Börse der dieses Rechners voraus ist</translation>
    </message>
    <message>
        <source>How long 15m candles are kept.</source>
        <translation>Wie lange 15m-Kerzen aufbewahrt werden.</translation>
    </message>
    <message>
        <source>How long 1m candles are kept.</source>
        <translation>Wie lange 1m-Kerzen aufbewahrt werden.</translation>
    </message>
    <message>
        <source>How long 5m candles are kept.</source>
        <translation>Wie lange 5m-Kerzen aufbewahrt werden.</translation>
    </message>
    <message>
        <source>How long ago something came last</source>
        <translation>Vor wie langer Zeit zuletzt etwas kam</translation>
    </message>
    <message>
        <source>How long every answer is kept; after that one in five minutes stays.</source>
        <translation>Wie lange jede Antwort aufbewahrt wird; danach bleibt eine je fünf Minuten.</translation>
    </message>
    <message>
        <source>How long long/short ratios are kept.</source>
        <translation>Wie lange Long/Short-Verhältnisse aufbewahrt werden.</translation>
    </message>
    <message>
        <source>How long single ones are kept; their sums by minute and hour stay.</source>
        <translation>Wie lange einzelne aufbewahrt werden; ihre Summen je Minute und Stunde bleiben.</translation>
    </message>
    <message>
        <source>How long the rule stays silent after it spoke</source>
        <translation>Wie lange die Regel schweigt, nachdem sie gemeldet hat</translation>
    </message>
    <message>
        <source>How long venues&apos; own liquidation sums are kept.</source>
        <translation>Wie lange eigene Liquidationssummen der Börsen aufbewahrt werden.</translation>
    </message>
    <message>
        <source>How much must be liquidated</source>
        <translation>Wie viel liquidiert werden muss</translation>
    </message>
    <message>
        <source>How much of the coin&apos;s worth stands in perpetual contracts; a lower bound, as venues are missing.</source>
        <translation>Wie viel vom Wert des Coins in Perpetuals steht; eine Untergrenze, da Börsen fehlen.</translation>
    </message>
    <message>
        <source>How much of the requests we allow ourselves is used</source>
        <translation>Wie viel von den Anfragen, die wir uns erlauben, verbraucht ist</translation>
    </message>
    <message>
        <source>How much of what is in view traded at which price (Alt+V)</source>
        <translation>Wie viel vom Sichtbaren zu welchem Preis gehandelt wurde (Alt+V)</translation>
    </message>
    <message>
        <source>How often something should come</source>
        <translation>Wie oft etwas kommen sollte</translation>
    </message>
    <message>
        <source>How prices are drawn: style, scale, volume, lines between days</source>
        <translation>Wie Preise gezeichnet werden: Stil, Skala, Volumen, Linien zwischen Tagen</translation>
    </message>
    <message>
        <source>How self-exciting the flow is</source>
        <translation>Wie sehr sich der Zufluss selbst verstärkt</translation>
    </message>
    <message>
        <source>How {listed} went with {asset}: too few minutes are known of both.</source>
        <translation>Wie {listed} mit {asset} ging: Von beiden sind zu wenige Minuten bekannt.</translation>
    </message>
    <message>
        <source>If you can read this, alerts arrive here.</source>
        <translation>Wer das lesen kann, den erreichen Alarme hier.</translation>
    </message>
    <message>
        <source>Import levels</source>
        <translation>Marken importieren</translation>
    </message>
    <message>
        <source>Import levels…</source>
        <translation>Marken importieren…</translation>
    </message>
    <message>
        <source>In a list</source>
        <extracomment>What a group takes beside its rows: its name and the space above. So many letters of words and keys stand in one line. However long the keys beside them are, words have so much. Keys of lists, sheets and the mouse: they hold where the keyboard or the mouse is.</extracomment>
        <translation>In einer Liste</translation>
    </message>
    <message>
        <source>In config.toml: {name} = {may_be}</source>
        <translation>In config.toml: {name} = {may_be}</translation>
    </message>
    <message>
        <source>In quiet hours</source>
        <translation>In der Ruhezeit</translation>
    </message>
    <message>
        <source>Index</source>
        <translation>Index</translation>
    </message>
    <message>
        <source>Index of 4 h. Sums are what was seen: the least that was liquidated.</source>
        <translation>Index über 4 h. Summen sind, was gesehen wurde: Mindestens so viel wurde liquidiert.</translation>
    </message>
    <message>
        <source>Indicator to add</source>
        <translation>Indikator zum Hinzufügen</translation>
    </message>
    <message>
        <source>Indicators</source>
        <translation>Indikatoren</translation>
    </message>
    <message>
        <source>Indicators and comparison…</source>
        <translation>Indikatoren und Vergleich…</translation>
    </message>
    <message>
        <source>Information, not advice.</source>
        <translation>Information, keine Beratung.</translation>
    </message>
    <message>
        <source>Inside Flatpak the settings of the desktop start Tracker, not itself.</source>
        <translation>In Flatpak starten die Einstellungen der Arbeitsumgebung Tracker, nicht er selbst.</translation>
    </message>
    <message>
        <source>Inter and {count} others.</source>
        <translation>Inter und {count} andere.</translation>
    </message>
    <message>
        <source>Interval</source>
        <extracomment>All intervals, the favourites with their keys first.</extracomment>
        <translation>Intervall</translation>
    </message>
    <message>
        <source>Interval of the first chart</source>
        <translation>Intervall des ersten Charts</translation>
    </message>
    <message>
        <source>Into the one before</source>
        <translation>In die davor</translation>
    </message>
    <message>
        <source>Is it over?</source>
        <translation>Ist es vorbei?</translation>
    </message>
    <message>
        <source>It answered about another market.</source>
        <translation>Die Antwort galt einem anderen Markt.</translation>
    </message>
    <message>
        <source>It answered about another product.</source>
        <translation>Die Antwort galt einem anderen Produkt.</translation>
    </message>
    <message>
        <source>It answered with HTTP {status}.</source>
        <translation>Antwortete mit HTTP {status}.</translation>
    </message>
    <message>
        <source>It answered with a web page instead of data.</source>
        <translation>Antwortete mit einer Webseite statt mit Daten.</translation>
    </message>
    <message>
        <source>It answered with an error.</source>
        <translation>Antwortete mit einem Fehler.</translation>
    </message>
    <message>
        <source>It answered with broken data.</source>
        <translation>Antwortete mit fehlerhaften Daten.</translation>
    </message>
    <message>
        <source>It answered with broken or cut-off data.</source>
        <translation>Antwortete mit fehlerhaften oder abgeschnittenen Daten.</translation>
    </message>
    <message>
        <source>It answered with lists that do not belong together.</source>
        <translation>Antwortete mit Listen, die nicht zusammengehören.</translation>
    </message>
    <message>
        <source>It answered with nothing that can be true.</source>
        <translation>Antwortete mit nichts, was wahr sein kann.</translation>
    </message>
    <message>
        <source>It answered with nothing.</source>
        <translation>Antwortete mit nichts.</translation>
    </message>
    <message>
        <source>It answered with something unexpected.</source>
        <translation>Antwortete mit etwas Unerwartetem.</translation>
    </message>
    <message>
        <source>It answered without a single exchange.</source>
        <translation>Antwortete ohne eine einzige Börse.</translation>
    </message>
    <message>
        <source>It answered without a single figure.</source>
        <translation>Antwortete ohne eine einzige Zahl.</translation>
    </message>
    <message>
        <source>It answered without a single holder.</source>
        <translation>Antwortete ohne einen einzigen Halter.</translation>
    </message>
    <message>
        <source>It answered without a single market.</source>
        <translation>Antwortete ohne einen einzigen Markt.</translation>
    </message>
    <message>
        <source>It answered without a word about the watched coins.</source>
        <translation>Geantwortet ohne ein Wort zu den beobachteten Coins.</translation>
    </message>
    <message>
        <source>It answered without data.</source>
        <translation>Antwortete ohne Daten.</translation>
    </message>
    <message>
        <source>It asks to wait: too many requests.</source>
        <translation>Bittet zu warten: zu viele Anfragen.</translation>
    </message>
    <message>
        <source>It cannot be measured now.</source>
        <translation>Derzeit nicht messbar.</translation>
    </message>
    <message>
        <source>It cannot be reached.</source>
        <translation>Nicht erreichbar.</translation>
    </message>
    <message>
        <source>It cannot be reached: the connection was refused.</source>
        <translation>Nicht erreichbar: Die Verbindung wurde abgelehnt.</translation>
    </message>
    <message>
        <source>It cannot be reached: there is no network.</source>
        <translation>Nicht erreichbar: kein Netz.</translation>
    </message>
    <message>
        <source>It cannot be read now: {why} What stands here was read before; it is tried again by itself.</source>
        <translation>Jetzt nicht lesbar: {why} Was hier steht, wurde vorher gelesen; es wird von selbst wieder versucht.</translation>
    </message>
    <message>
        <source>It cannot be read: {why} It is tried again by itself.</source>
        <extracomment>The shape that a note wears, as the chips have it.</extracomment>
        <translation>Nicht lesbar: {why} Es wird von selbst wieder versucht.</translation>
    </message>
    <message>
        <source>It could not be sent for a day.</source>
        <translation>Sie konnte einen Tag lang nicht gesendet werden.</translation>
    </message>
    <message>
        <source>It counted in contracts.</source>
        <translation>Gezählt wurde in Kontrakten.</translation>
    </message>
    <message>
        <source>It did not answer in time.</source>
        <translation>Antwortete nicht rechtzeitig.</translation>
    </message>
    <message>
        <source>It does not know one of the markets.</source>
        <translation>Einer der Märkte ist dort nicht bekannt.</translation>
    </message>
    <message>
        <source>It does not know this index.</source>
        <translation>Dieser Index ist dort nicht bekannt.</translation>
    </message>
    <message>
        <source>It does not list {asset}.</source>
        <translation>{asset} ist dort nicht gelistet.</translation>
    </message>
    <message>
        <source>It failed {failures} times in a row.</source>
        <translation>{failures}-mal in Folge fehlgeschlagen.</translation>
    </message>
    <message>
        <source>It has banned this address for a while: too many requests.</source>
        <translation>Diese Adresse ist dort eine Weile gesperrt: zu viele Anfragen.</translation>
    </message>
    <message>
        <source>It has no such stream.</source>
        <translation>Diesen Strom gibt es dort nicht.</translation>
    </message>
    <message>
        <source>It is about</source>
        <translation>Es geht um</translation>
    </message>
    <message>
        <source>It is blocked.</source>
        <translation>Gesperrt.</translation>
    </message>
    <message>
        <source>It is not CSV: {error}.</source>
        <translation>Das ist kein CSV: {error}.</translation>
    </message>
    <message>
        <source>It is not JSON: {error}.</source>
        <translation>Das ist kein JSON: {error}.</translation>
    </message>
    <message>
        <source>It is not a list of levels, each an object with symbol and price.</source>
        <translation>Das ist keine Liste von Marken, jede ein Objekt mit symbol und price.</translation>
    </message>
    <message>
        <source>It is not available from this country or network.</source>
        <translation>Aus diesem Land oder Netz nicht verfügbar.</translation>
    </message>
    <message>
        <source>It is not over.</source>
        <translation>Sie ist nicht vorbei.</translation>
    </message>
    <message>
        <source>It is sent as {carrier}, and nowhere else.</source>
        <translation>Er wird als {carrier} gesendet und sonst nirgends.</translation>
    </message>
    <message>
        <source>It is tried again at {clock}.</source>
        <translation>Nächster Versuch um {clock}.</translation>
    </message>
    <message>
        <source>It is tried again every few seconds.</source>
        <translation>Alle paar Sekunden wird es wieder versucht.</translation>
    </message>
    <message>
        <source>It is {name} and stays that.</source>
        <translation>Es ist {name} und bleibt das.</translation>
    </message>
    <message>
        <source>It listed a market without a name.</source>
        <translation>Die Liste enthielt einen Markt ohne Namen.</translation>
    </message>
    <message>
        <source>It lists a contract of an unknown size.</source>
        <translation>Die Liste enthält einen Kontrakt unbekannter Größe.</translation>
    </message>
    <message>
        <source>It names no release that is out.</source>
        <translation>Genannt wird keine Version, die erschienen ist.</translation>
    </message>
    <message>
        <source>It names no version.</source>
        <translation>Genannt wird keine Version.</translation>
    </message>
    <message>
        <source>It needs a key; add one under Keys.</source>
        <translation>Braucht einen Schlüssel; unter „Schlüssel“ hinzufügen.</translation>
    </message>
    <message>
        <source>It refused a subscription.</source>
        <translation>Lehnte ein Abonnement ab.</translation>
    </message>
    <message>
        <source>It refused the connection.</source>
        <translation>Lehnte die Verbindung ab.</translation>
    </message>
    <message>
        <source>It refused the question.</source>
        <translation>Lehnte die Frage ab.</translation>
    </message>
    <message>
        <source>It refuses requests from this region or network.</source>
        <translation>Lehnt Anfragen aus dieser Region oder diesem Netz ab.</translation>
    </message>
    <message>
        <source>It refuses the key, or its plan; try it under Keys.</source>
        <translation>Lehnt den Schlüssel oder seinen Tarif ab; unter „Schlüssel“ prüfen.</translation>
    </message>
    <message>
        <source>It refuses the key; try it under Keys.</source>
        <translation>Lehnt den Schlüssel ab; unter „Schlüssel“ prüfen.</translation>
    </message>
    <message>
        <source>It reports a fault of its own (HTTP {status}).</source>
        <translation>Meldet einen eigenen Fehler (HTTP {status}).</translation>
    </message>
    <message>
        <source>It sends us elsewhere instead of answering.</source>
        <translation>Leitet weiter, statt zu antworten.</translation>
    </message>
    <message>
        <source>It sent a bucket from the future.</source>
        <translation>Gesendet wurde ein Zeitabschnitt aus der Zukunft.</translation>
    </message>
    <message>
        <source>It sent a bucket off its grid.</source>
        <translation>Gesendet wurde ein Zeitabschnitt neben seinem Raster.</translation>
    </message>
    <message>
        <source>It sent a candle that cannot be true.</source>
        <translation>Sandte eine Kerze, die nicht stimmen kann.</translation>
    </message>
    <message>
        <source>It sent a frame of an unknown kind.</source>
        <translation>Gesendet wurde eine Nachricht unbekannter Art.</translation>
    </message>
    <message>
        <source>It sent a liquidation that cannot be true.</source>
        <translation>Sandte eine Liquidation, die nicht stimmen kann.</translation>
    </message>
    <message>
        <source>It stands above the chart.</source>
        <translation>Sie steht über dem Chart.</translation>
    </message>
    <message>
        <source>It was kept as {name}.</source>
        <translation>Aufbewahrt als {name}.</translation>
    </message>
    <message>
        <source>It was not taken.</source>
        <translation>Sie wurde nicht angenommen.</translation>
    </message>
    <message>
        <source>It {lstrip}</source>
        <translation>Die Einstellung {lstrip}</translation>
    </message>
    <message>
        <source>Its address cannot be found: is there a network?</source>
        <translation>Die Adresse ist nicht zu finden: Gibt es ein Netz?</translation>
    </message>
    <message>
        <source>Its answer is far larger than it can be.</source>
        <translation>Die Antwort ist viel größer, als sie sein kann.</translation>
    </message>
    <message>
        <source>Its certificate cannot be trusted.</source>
        <translation>Dem Zertifikat ist nicht zu trauen.</translation>
    </message>
    <message>
        <source>Its clock is {skew_s} s ahead of this computer&apos;s.</source>
        <translation>Die Uhr geht {skew_s} s vor der dieses Rechners.</translation>
    </message>
    <message>
        <source>Its clock is {skew_s} s behind this computer&apos;s.</source>
        <translation>Die Uhr geht {skew_s} s hinter der dieses Rechners.</translation>
    </message>
    <message>
        <source>Its contract size is not known yet.</source>
        <translation>Die Kontraktgröße ist noch nicht bekannt.</translation>
    </message>
    <message>
        <source>Its first line names no column “{lacking}”.</source>
        <translation>Die erste Zeile nennt keine Spalte „{lacking}“.</translation>
    </message>
    <message>
        <source>Its key ({name}) is not sent through a gateway without encryption; use https.</source>
        <translation>Der Schlüssel ({name}) geht nicht durch ein Gateway ohne Verschlüsselung; bitte https nehmen.</translation>
    </message>
    <message>
        <source>Its open-interest history is out of date.</source>
        <translation>Die Historie des Open Interest ist veraltet.</translation>
    </message>
    <message>
        <source>Its version, where it keeps what is yours, and the licences of all its parts</source>
        <translation>Version, Ablageorte und die Lizenzen aller Teile</translation>
    </message>
    <message>
        <source>Jan</source>
        <translation>Jan.</translation>
    </message>
    <message>
        <source>Journal</source>
        <translation>Journal</translation>
    </message>
    <message>
        <source>Jul</source>
        <translation>Juli</translation>
    </message>
    <message>
        <source>Jun</source>
        <translation>Juni</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Keep 15m candles</source>
        <translation>15m-Kerzen aufbewahren</translation>
    </message>
    <message>
        <source>Keep 1m candles</source>
        <translation>1m-Kerzen aufbewahren</translation>
    </message>
    <message>
        <source>Keep 5m candles</source>
        <translation>5m-Kerzen aufbewahren</translation>
    </message>
    <message>
        <source>Keep long/short ratios</source>
        <translation>Long/Short-Verhältnisse aufbewahren</translation>
    </message>
    <message>
        <source>Keep open interest</source>
        <translation>Open Interest aufbewahren</translation>
    </message>
    <message>
        <source>Keep single liquidations</source>
        <translation>Einzelne Liquidationen aufbewahren</translation>
    </message>
    <message>
        <source>Keep the menus in view</source>
        <translation>Menüs immer zeigen</translation>
    </message>
    <message>
        <source>Keep this measurement</source>
        <translation>Diese Messung behalten</translation>
    </message>
    <message>
        <source>Keep venues&apos; own liquidation sums</source>
        <translation>Eigene Liquidationssummen der Börsen aufbewahren</translation>
    </message>
    <message>
        <source>Keep where the panels and all windows are</source>
        <translation>Behalten, wo Tafeln und alle Fenster sind</translation>
    </message>
    <message>
        <source>Kept in {path}</source>
        <translation>Gespeichert in {path}</translation>
    </message>
    <message>
        <source>Kept until Tracker is closed</source>
        <translation>Gilt, bis Tracker geschlossen wird</translation>
    </message>
    <message>
        <source>Key of {title}</source>
        <extracomment>Where there is little room, what does not fit is scrolled to, and nothing is squeezed. So much above and below the middle of what has the focus is in view.</extracomment>
        <translation>Schlüssel von {title}</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Keys &amp; services</source>
        <translation>Schlüssel &amp; Dienste</translation>
    </message>
    <message>
        <source>Keys are kept in the keyring of this machine and nowhere else. Each is tried before it is kept.</source>
        <translation>Schlüssel liegen im Schlüsselbund dieses Rechners und sonst nirgends. Jeder wird probiert, bevor er bleibt.</translation>
    </message>
    <message>
        <source>Keys go through the gateway {base}, which can read them.</source>
        <translation>Schlüssel gehen durch das Gateway {base}, das sie lesen kann.</translation>
    </message>
    <message>
        <source>Keys of data services…</source>
        <translation>Schlüssel von Datendiensten…</translation>
    </message>
    <message>
        <source>L&amp;evels</source>
        <translation>&amp;Marken</translation>
    </message>
    <message>
        <source>Ladder</source>
        <translation>Leiter</translation>
    </message>
    <message>
        <source>Ladder of levels</source>
        <extracomment>Between a level&apos;s price and its distance; how opaque the dot of a silent level is.</extracomment>
        <translation>Leiter der Marken</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Largest</source>
        <translation>Größte</translation>
    </message>
    <message>
        <source>Largest liquidations</source>
        <translation>Größte Liquidationen</translation>
    </message>
    <message>
        <source>Largest single liquidations of 24 hours</source>
        <translation>Größte Einzelliquidationen in 24 Stunden</translation>
    </message>
    <message>
        <source>Largest single ones, 24h</source>
        <translation>Größte einzelne, 24h</translation>
    </message>
    <message>
        <source>Last event</source>
        <translation>Letztes Ereignis</translation>
    </message>
    <message>
        <source>Late: {title}</source>
        <translation>Verspätet: {title}</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>Later: Suggest above the chart, L at the cursor, or a click with the Level button.</source>
        <extracomment>So many of each coin above and below the price, the most prominent within a reach; the chart offers all of them. How often the coins whose history is on its way are read again. So many hours of candles are loaded at first; with them a coin is read no more.</extracomment>
        <translation>Später: „Vorschläge“ über dem Chart, L am Zeiger, oder ein Klick mit dem Knopf „Marke“.</translation>
    </message>
    <message>
        <source>Later: the settings (Ctrl+,), under Notifications.</source>
        <translation>Später: die Einstellungen (Strg+,), unter Meldungen.</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>Anordnung</translation>
    </message>
    <message>
        <source>Layouts</source>
        <extracomment>The layout that was chosen last; empty is the default.</extracomment>
        <translation>Anordnungen</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Marke</translation>
    </message>
    <message>
        <source>Level at the crosshair</source>
        <translation>Marke am Fadenkreuz</translation>
    </message>
    <message>
        <source>Level that is to hold</source>
        <translation>Marke, die halten soll</translation>
    </message>
    <message>
        <source>Level where you click next</source>
        <translation>Marke beim nächsten Klick</translation>
    </message>
    <message>
        <source>Level {level}: {text}</source>
        <translation>Marke {level}: {text}</translation>
    </message>
    <message>
        <source>Levels</source>
        <translation>Marken</translation>
    </message>
    <message>
        <source>Levels (*.csv *.json)</source>
        <translation>Marken (*.csv *.json)</translation>
    </message>
    <message>
        <source>Levels, liquidations and open interest of crypto markets: what is known, from whom, and what is not. No account, no server, no telemetry. Nothing here is advice.</source>
        <translation>Marken, Liquidationen und Open Interest der Kryptomärkte: was bekannt ist, von wem, und was nicht. Kein Konto, kein Server, keine Telemetrie. Nichts hier ist Beratung.</translation>
    </message>
    <message>
        <source>Leverage</source>
        <translation>Hebel</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>Lizenzen</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>Linie</translation>
    </message>
    <message>
        <source>Line in the window</source>
        <translation>Zeile im Fenster</translation>
    </message>
    <message>
        <source>Line of closes</source>
        <translation>Linie der Schlusskurse</translation>
    </message>
    <message>
        <source>Lines between days</source>
        <translation>Linien zwischen Tagen</translation>
    </message>
    <message>
        <source>Link with other charts</source>
        <translation>Mit anderen Charts verbinden</translation>
    </message>
    <message>
        <source>Linked with the charts of group {group}</source>
        <translation>Verbunden mit den Charts der Gruppe {group}</translation>
    </message>
    <message>
        <source>Liquidated</source>
        <translation>Liquidiert</translation>
    </message>
    <message>
        <source>Liquidation tape</source>
        <translation>Liquidationen</translation>
    </message>
    <message>
        <source>Liquidations</source>
        <translation>Liquidationen</translation>
    </message>
    <message>
        <source>Liquidations 24 h</source>
        <translation>Liquidationen 24 h</translation>
    </message>
    <message>
        <source>Liquidations against normal</source>
        <translation>Liquidationen gegen normal</translation>
    </message>
    <message>
        <source>Liquidations and open interest of each exchange by the hour, 30 days back.</source>
        <translation>Liquidationen und Open Interest jeder Börse nach Stunden, 30 Tage zurück.</translation>
    </message>
    <message>
        <source>Liquidations and open interest summed over all its exchanges, 30 days back.</source>
        <translation>Liquidationen und Open Interest, summiert über alle seine Börsen, 30 Tage zurück.</translation>
    </message>
    <message>
        <source>Liquidations by a service</source>
        <translation>Liquidationen laut einem Dienst</translation>
    </message>
    <message>
        <source>Liquidations by venue</source>
        <translation>Liquidationen nach Börse</translation>
    </message>
    <message>
        <source>Liquidations by window</source>
        <translation>Liquidationen nach Zeitraum</translation>
    </message>
    <message>
        <source>Liquidations fade</source>
        <translation>Liquidationen lassen nach</translation>
    </message>
    <message>
        <source>Liquidations observed: {parts}</source>
        <translation>Liquidationen beobachtet: {parts}</translation>
    </message>
    <message>
        <source>Liquidations over 24 hours, two weeks</source>
        <translation>Liquidationen über 24 Stunden, zwei Wochen</translation>
    </message>
    <message>
        <source>Liquidations, USD {per} · {sides}</source>
        <translation>Liquidationen, USD {per} · {sides}</translation>
    </message>
    <message>
        <source>Liquidations: none of the venues&apos; feeds was observed.</source>
        <translation>Liquidationen: Kein Feed der Börsen wurde beobachtet.</translation>
    </message>
    <message>
        <source>List what it finds, but show no notification for a while</source>
        <translation>Auflisten, was sie findet, aber eine Weile nicht benachrichtigen</translation>
    </message>
    <message>
        <source>Local</source>
        <translation>Ortszeit</translation>
    </message>
    <message>
        <source>Local time</source>
        <translation>Ortszeit</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Logarithmic</source>
        <translation>Logarithmisch</translation>
    </message>
    <message>
        <source>Long accounts</source>
        <translation>Long-Konten</translation>
    </message>
    <message>
        <source>Long accounts, % of all accounts</source>
        <translation>Long-Konten, % aller Konten</translation>
    </message>
    <message>
        <source>Long positions closed by force: forced sells</source>
        <translation>Zwangsweise geschlossene Long-Positionen: Zwangsverkäufe</translation>
    </message>
    <message>
        <source>Longs</source>
        <translation>Longs</translation>
    </message>
    <message>
        <source>Longs %</source>
        <translation>Longs %</translation>
    </message>
    <message>
        <source>Longs and shorts</source>
        <translation>Longs und Shorts</translation>
    </message>
    <message>
        <source>Longs and shorts, with the net sum as a line</source>
        <translation>Longs und Shorts, mit der Nettosumme als Linie</translation>
    </message>
    <message>
        <source>Longs and shorts; ≥ where the truth may be larger</source>
        <translation>Longs und Shorts; ≥, wo es in Wahrheit mehr sein kann</translation>
    </message>
    <message>
        <source>Longs {usd}, shorts {usd_2}</source>
        <translation>Longs {usd}, Shorts {usd_2}</translation>
    </message>
    <message>
        <source>Look for a newer release</source>
        <translation>Nach einer neueren Version sehen</translation>
    </message>
    <message>
        <source>Look whether this machine is online. Where venues are blocked or a proxy is needed, set a gateway: one address that every request goes through.</source>
        <translation>Bitte prüfen, ob dieser Rechner online ist. Wo Börsen gesperrt sind oder ein Proxy nötig ist, ein Gateway setzen: eine Adresse, über die jede Anfrage geht.</translation>
    </message>
    <message>
        <source>Looked through up to {when}.</source>
        <translation>Durchgesehen bis {when}.</translation>
    </message>
    <message>
        <source>Looking what works here…</source>
        <translation>Prüft, was hier funktioniert…</translation>
    </message>
    <message>
        <source>Looks</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>MODEL, no measurement: {usd} in {name}, if sampled venues closed as much of their open interest as complete ones.</source>
        <translation>MODELL, keine Messung: {usd} in {name}, wenn Stichproben-Börsen gleich viel ihres Open Interest geschlossen haben wie vollständige.</translation>
    </message>
    <message>
        <source>MONEY</source>
        <translation>GELD</translation>
    </message>
    <message>
        <source>MOOD AND VOLATILITY</source>
        <translation>STIMMUNG UND VOLATILITÄT</translation>
    </message>
    <message>
        <source>Made {date} UTC with Tracker</source>
        <translation>Erstellt {date} UTC mit Tracker</translation>
    </message>
    <message>
        <source>Magnet: points jump to open, high, low, close</source>
        <translation>Magnet: Punkte springen auf Eröffnung, Hoch, Tief, Schluss</translation>
    </message>
    <message>
        <source>Make it a watched level at {level}</source>
        <translation>Zur beobachteten Marke bei {level} machen</translation>
    </message>
    <message>
        <source>Make it horizontal</source>
        <translation>Waagerecht machen</translation>
    </message>
    <message>
        <source>Mar</source>
        <translation>März</translation>
    </message>
    <message>
        <source>Mark all as read</source>
        <translation>Alle als gelesen markieren</translation>
    </message>
    <message>
        <source>Market</source>
        <translation>Markt</translation>
    </message>
    <message>
        <source>Market data</source>
        <translation>Marktdaten</translation>
    </message>
    <message>
        <source>May</source>
        <translation>Mai</translation>
    </message>
    <message>
        <source>Mean of {parts}.</source>
        <translation>Mittel von {parts}.</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>Measure (or Shift and drag)</source>
        <translation>Messen (oder Umschalt und ziehen)</translation>
    </message>
    <message>
        <source>Median of the venues</source>
        <translation>Median der Börsen</translation>
    </message>
    <message>
        <source>Menus</source>
        <translation>Menüs</translation>
    </message>
    <message>
        <source>Menus in view</source>
        <translation>Menüs sichtbar</translation>
    </message>
    <message>
        <source>Messages to {service} are sent again.</source>
        <translation>Nachrichten an {service} gehen wieder hinaus.</translation>
    </message>
    <message>
        <source>Minutes from {first} to {last}, {count} coins.</source>
        <translation>Minuten von {first} bis {last}, {count} Coins.</translation>
    </message>
    <message>
        <source>Mon</source>
        <translation>Mo</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>Bewegung</translation>
    </message>
    <message>
        <source>Move a coin of the watchlist</source>
        <translation>Einen Coin der Watchlist verschieben</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>Nach unten</translation>
    </message>
    <message>
        <source>Move the chart to the last break of this dry run</source>
        <translation>Den Chart zum letzten Bruch dieses Probelaufs bewegen</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>Nach oben</translation>
    </message>
    <message>
        <source>Moved from {price_text} to {price_text_2}: it begins a new history.</source>
        <translation>Von {price_text} nach {price_text_2} verschoben: Eine neue Geschichte beginnt.</translation>
    </message>
    <message>
        <source>Mute alerts</source>
        <translation>Alarme stummschalten</translation>
    </message>
    <message>
        <source>Muted until {muted}.</source>
        <translation>Stumm bis {muted}.</translation>
    </message>
    <message>
        <source>Muted until {until}</source>
        <translation>Stumm bis {until}</translation>
    </message>
    <message>
        <source>Muted until {until}: alerts are held and come as one notice then.</source>
        <translation>Stumm bis {until}: Alarme werden zurückgehalten und kommen dann als eine Meldung.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Name of a coin</source>
        <translation>Name eines Coins</translation>
    </message>
    <message>
        <source>Name of a coin, for example PEPE</source>
        <translation>Name eines Coins, zum Beispiel PEPE</translation>
    </message>
    <message>
        <source>Names alone: the address of each is kept in the keyring with “tracker notify add NAME”.</source>
        <translation>Nur Namen: Die Adresse steht jeweils im Schlüsselbund, mit „tracker notify add NAME“.</translation>
    </message>
    <message>
        <source>New chart window</source>
        <translation>Neues Chartfenster</translation>
    </message>
    <message>
        <source>New level by its price…</source>
        <translation>Neue Marke nach Preis…</translation>
    </message>
    <message>
        <source>New level of {name}</source>
        <translation>Neue Marke auf {name}</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Next coin</source>
        <translation>Nächster Coin</translation>
    </message>
    <message>
        <source>Next panel</source>
        <translation>Nächste Tafel</translation>
    </message>
    <message>
        <source>Next support {level}, {away} away</source>
        <translation>Nächste Unterstützung {level}, {away} entfernt</translation>
    </message>
    <message>
        <source>Next try</source>
        <translation>Nächster Versuch</translation>
    </message>
    <message>
        <source>Next {name} {level}, {distance}.</source>
        <translation>Nächste Marke ({name}) {level}, {distance}.</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nein</translation>
    </message>
    <message>
        <source>No alert is like that; Escape in the search, or “All”, shows the others.</source>
        <translation>Kein Alarm passt dazu; Esc in der Suche oder „Alle“ zeigt die anderen.</translation>
    </message>
    <message>
        <source>No candles of {asset} at {interval} have arrived yet.</source>
        <translation>Noch keine Kerzen von {asset} mit {interval} eingetroffen.</translation>
    </message>
    <message>
        <source>No candles yet</source>
        <translation>Noch keine Kerzen</translation>
    </message>
    <message>
        <source>No candles yet: the venues cannot be reached</source>
        <translation>Noch keine Kerzen: Die Börsen sind nicht erreichbar</translation>
    </message>
    <message>
        <source>No cascade episode is on record in the last 7 days.</source>
        <translation>Keine Kaskade in den letzten 7 Tagen verzeichnet.</translation>
    </message>
    <message>
        <source>No cascade was found yet. It takes ten days of liquidations to know what is normal for a coin.</source>
        <translation>Noch keine Kaskade gefunden. Es braucht zehn Tage Liquidationen, um zu wissen, was bei einem Coin normal ist.</translation>
    </message>
    <message>
        <source>No closed candle is known yet, so there is nothing to suggest.</source>
        <translation>Noch ist keine geschlossene Kerze bekannt, also gibt es nichts vorzuschlagen.</translation>
    </message>
    <message>
        <source>No coin is named.</source>
        <translation>Kein Coin genannt.</translation>
    </message>
    <message>
        <source>No coin is watched. Add one with + or the / key.</source>
        <translation>Kein Coin wird beobachtet. Mit + oder der Taste / einen hinzufügen.</translation>
    </message>
    <message>
        <source>No feed of liquidations is connected.</source>
        <translation>Kein Liquidations-Feed ist verbunden.</translation>
    </message>
    <message>
        <source>No further {name} is on the list.</source>
        <translation>Keine weitere Marke ({name}) auf der Liste.</translation>
    </message>
    <message>
        <source>No hour was judged lately.</source>
        <translation>In letzter Zeit wurde keine Stunde beurteilt.</translation>
    </message>
    <message>
        <source>No indicator is named; write for example {forms}.</source>
        <translation>Kein Indikator genannt; zum Beispiel {forms}.</translation>
    </message>
    <message>
        <source>No key does “{typed}”.</source>
        <translation>Keine Taste für „{typed}“.</translation>
    </message>
    <message>
        <source>No key is sent through the gateway {base}: it is not encrypted.</source>
        <translation>Durch das Gateway {base} geht kein Schlüssel: Es ist nicht verschlüsselt.</translation>
    </message>
    <message>
        <source>No key was given; nothing is kept.</source>
        <extracomment>What stands in the place of a key that a service echoes.</extracomment>
        <translation>Es wurde kein Schlüssel angegeben; nichts wird aufbewahrt.</translation>
    </message>
    <message>
        <source>No level yet. Press L over the chart, or the Level button and click a price.</source>
        <translation>Noch keine Marke. L über dem Chart drücken, oder „Marke“ und dann auf einen Preis klicken.</translation>
    </message>
    <message>
        <source>No liquidation can be received. {names}{why} Each is tried again by itself; F8 says when.</source>
        <translation>Keine Liquidation kann empfangen werden. {names}{why} Jeder wird von selbst wieder versucht; F8 sagt, wann.</translation>
    </message>
    <message>
        <source>No liquidation can be received: {named} {state}{why}</source>
        <translation>Keine Liquidation kann empfangen werden: {named} {state}{why}</translation>
    </message>
    <message>
        <source>No liquidation feed</source>
        <translation>Kein Liquidations-Feed</translation>
    </message>
    <message>
        <source>No liquidation is like that.</source>
        <translation>Keine Liquidation passt dazu.</translation>
    </message>
    <message>
        <source>No notification server answers on D-Bus.</source>
        <translation>Kein Meldungsserver antwortet auf D-Bus.</translation>
    </message>
    <message>
        <source>No price is known yet.</source>
        <translation>Noch ist kein Preis bekannt.</translation>
    </message>
    <message>
        <source>No rows: nothing is in view</source>
        <translation>Keine Zeilen: Nichts ist zu sehen</translation>
    </message>
    <message>
        <source>No rule yet. What happens at levels is told without one.</source>
        <translation>Noch keine Regel. Was an Marken geschieht, wird ohne eine gemeldet.</translation>
    </message>
    <message>
        <source>No service is asked from here.</source>
        <translation>Von hier aus wird kein Dienst gefragt.</translation>
    </message>
    <message>
        <source>No service takes a key under that name; there are: {there}.</source>
        <extracomment>Sends what a key is tried with, and returns whatever comes back. Under this name the journal tells a running engine that another process changed a key; never which.</extracomment>
        <translation>Kein Dienst nimmt unter diesem Namen einen Schlüssel; es gibt: {there}.</translation>
    </message>
    <message>
        <source>No setting has these words.</source>
        <translation>Keine Einstellung enthält diese Wörter.</translation>
    </message>
    <message>
        <source>No single liquidation in 24h</source>
        <translation>Keine einzelne Liquidation in 24h</translation>
    </message>
    <message>
        <source>No single liquidation was received yet.</source>
        <translation>Noch keine einzelne Liquidation empfangen.</translation>
    </message>
    <message>
        <source>No tray is there, or it shows none; the window stays open instead of hiding.</source>
        <translation>Kein Tray ist da, oder er zeigt keine; das Fenster bleibt offen, statt sich zu verstecken.</translation>
    </message>
    <message>
        <source>No venue can serve as the reference market.</source>
        <translation>Keine Börse kann als Referenzmarkt dienen.</translation>
    </message>
    <message>
        <source>No venue has answered yet.</source>
        <translation>Noch hat keine Börse geantwortet.</translation>
    </message>
    <message>
        <source>No venue lists a coin called {text}.</source>
        <translation>Keine Börse führt einen Coin namens {text}.</translation>
    </message>
    <message>
        <source>No venue&apos;s list of coins is known yet: each is read as soon as the venue can be reached. Until then the name of a coin is taken as you write it.</source>
        <translation>Noch ist keine Coin-Liste einer Börse bekannt: Jede wird gelesen, sobald die Börse erreichbar ist. Bis dahin gilt der Name eines Coins, wie er geschrieben wird.</translation>
    </message>
    <message>
        <source>No venue&apos;s list of markets is known yet. It is read when Tracker has a network.</source>
        <translation>Noch ist keine Marktliste einer Börse bekannt. Sie wird gelesen, sobald Tracker ein Netz hat.</translation>
    </message>
    <message>
        <source>Nobody has answered yet. This fills by itself as soon as somebody does.</source>
        <translation>Noch hat niemand geantwortet. Das hier füllt sich von selbst, sobald jemand antwortet.</translation>
    </message>
    <message>
        <source>Nobody has told it yet.</source>
        <translation>Noch hat es niemand gemeldet.</translation>
    </message>
    <message>
        <source>Nobody has told what companies hold of this coin.</source>
        <extracomment>Where each column of the holders ends, as a part of the width; the first and last are flush left.</extracomment>
        <translation>Niemand hat mitgeteilt, was Firmen von diesem Coin halten.</translation>
    </message>
    <message>
        <source>Nobody is asked any more: {why}</source>
        <translation>Niemand wird mehr gefragt: {why}</translation>
    </message>
    <message>
        <source>Nobody is asked for it.</source>
        <translation>Niemand wird danach gefragt.</translation>
    </message>
    <message>
        <source>Nobody is heard.</source>
        <translation>Niemand ist zu hören.</translation>
    </message>
    <message>
        <source>Nobody is heard: {names}.</source>
        <translation>Niemand ist zu hören: {names}.</translation>
    </message>
    <message>
        <source>None is installed: text would be blank.</source>
        <translation>Keine ist installiert: Text bliebe leer.</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>Normal is 1x; write a multiple above it, for example &gt;5x.</source>
        <translation>Normal ist 1x; ein Vielfaches darüber angeben, zum Beispiel &gt;5x.</translation>
    </message>
    <message>
        <source>Normal is that of the venues with ten days of their own: {named}.</source>
        <translation>Normal ist, was für Börsen mit zehn eigenen Tagen gilt: {named}.</translation>
    </message>
    <message>
        <source>Not any more</source>
        <translation>Nicht mehr</translation>
    </message>
    <message>
        <source>Not heard now: {names}.</source>
        <translation>Gerade nicht zu hören: {names}.</translation>
    </message>
    <message>
        <source>Not judged: {unfit}.</source>
        <translation>Nicht bewertet: {unfit}.</translation>
    </message>
    <message>
        <source>Not linked</source>
        <translation>Nicht verbunden</translation>
    </message>
    <message>
        <source>Not looked through since {when}, {length} ago: {assets}. A cascade since then is not on this list yet.</source>
        <translation>Nicht durchgesehen seit {when}, vor {length}: {assets}. Eine Kaskade seitdem steht noch nicht in dieser Liste.</translation>
    </message>
    <message>
        <source>Not seasonally adjusted: the same hour of the week is known after 4 weeks.</source>
        <translation>Nicht saisonbereinigt: Die gleiche Stunde der Woche ist nach 4 Wochen bekannt.</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Nothing can fall by 100 % or more and be there.</source>
        <translation>Nichts kann um 100&#x202f;% oder mehr fallen und noch da sein.</translation>
    </message>
    <message>
        <source>Nothing falls by 100 %; write less.</source>
        <translation>Nichts fällt um 100&#x202f;%; bitte weniger angeben.</translation>
    </message>
    <message>
        <source>Nothing follows from an amount or a percentage of zero.</source>
        <translation>Aus einem Betrag oder Prozentsatz von null folgt nichts.</translation>
    </message>
    <message>
        <source>Nothing happened yet.</source>
        <translation>Noch ist nichts geschehen.</translation>
    </message>
    <message>
        <source>Nothing has arrived since {time} UTC; expected every {length}.</source>
        <translation>Nichts ist angekommen seit {time} UTC; erwartet alle {length}.</translation>
    </message>
    <message>
        <source>Nothing has come yet.</source>
        <translation>Noch ist nichts gekommen.</translation>
    </message>
    <message>
        <source>Nothing has happened yet. Here is listed what breaks a level and what a rule finds, also what happened while Tracker was off.</source>
        <extracomment>What the panel keeps; `tracker show alerts` has all of them.</extracomment>
        <translation>Noch ist nichts geschehen. Hier steht, was eine Marke bricht und was eine Regel findet, auch was geschah, während Tracker aus war.</translation>
    </message>
    <message>
        <source>Nothing here is called “{typed}”.</source>
        <translation>Nichts hier heißt „{typed}“.</translation>
    </message>
    <message>
        <source>Nothing here opens {path}; open it in a text editor.</source>
        <translation>Nichts hier öffnet {path}; bitte mit einem Texteditor öffnen.</translation>
    </message>
    <message>
        <source>Nothing is drawn over the candles yet.</source>
        <translation>Über den Kerzen ist noch nichts gezeichnet.</translation>
    </message>
    <message>
        <source>Nothing is known yet: the engine has not asked any venue. It does so by itself as soon as it runs.</source>
        <translation>Noch ist nichts bekannt: Die Engine hat keine Börse gefragt. Sie tut es von selbst, sobald sie läuft.</translation>
    </message>
    <message>
        <source>Nothing is watched and nothing alerts until it is opened again.</source>
        <translation>Nichts wird beobachtet oder gemeldet, bis es wieder geöffnet wird.</translation>
    </message>
    <message>
        <source>Nothing is watched and nothing alerts while Tracker is closed.</source>
        <translation>Nichts wird beobachtet oder gemeldet, solange Tracker geschlossen ist.</translation>
    </message>
    <message>
        <source>Nothing outside this window shows notifications here, so alerts appear as a line above the chart. Keep the window open, or name a service: tracker notify.</source>
        <translation>Nichts außerhalb dieses Fensters zeigt hier Meldungen, also erscheinen Alarme als Zeile über dem Chart. Das Fenster offen lassen oder einen Dienst nennen: tracker notify.</translation>
    </message>
    <message>
        <source>Nothing stands out in the {count} hours of history so far.</source>
        <translation>In den bisher {count} Stunden Historie sticht nichts hervor.</translation>
    </message>
    <message>
        <source>Nothing to redo.</source>
        <translation>Nichts zu wiederholen.</translation>
    </message>
    <message>
        <source>Nothing to undo.</source>
        <translation>Nichts rückgängig zu machen.</translation>
    </message>
    <message>
        <source>Nothing was imported.
{named}</source>
        <translation>Nichts wurde importiert.
{named}</translation>
    </message>
    <message>
        <source>Nothing was received of {asset} yet. Its hours are judged by themselves as soon as prices and liquidations are recorded; what is normal takes ten days.</source>
        <translation>Von {asset} kam noch nichts. Die Stunden werden von selbst beurteilt, sobald Preise und Liquidationen aufgezeichnet sind; was normal ist, braucht zehn Tage.</translation>
    </message>
    <message>
        <source>Nothing was told of any channel since {when}, {length} ago: states are of then.</source>
        <translation>Von keinem Kanal kam etwas seit {when}, vor {length}: Die Zustände sind von damals.</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Meldungen</translation>
    </message>
    <message>
        <source>Notifications…</source>
        <extracomment>For menus and the palette.</extracomment>
        <translation>Meldungen…</translation>
    </message>
    <message>
        <source>Nov</source>
        <translation>Nov.</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>Zahlen</translation>
    </message>
    <message>
        <source>Oct</source>
        <translation>Okt.</translation>
    </message>
    <message>
        <source>Of its alerts, so many were reclaimed before a further 3&#x202f;% move</source>
        <translation>So viele ihrer Alarme wurden vor weiteren 3&#x202f;% Bewegung zurückerobert</translation>
    </message>
    <message>
        <source>Of the median window of the 30 days before</source>
        <translation>Vom Median-Zeitraum der 30 Tage davor</translation>
    </message>
    <message>
        <source>Of {asset} {days:.0f} of {least} are known.</source>
        <translation>Von {asset} sind {days:.0f} von {least} bekannt.</translation>
    </message>
    <message>
        <source>Of {side} the last 24 h are {pace} times the mean day of the 7 days: {word}</source>
        <translation>Von {side} sind die letzten 24 h das {pace}-Fache des mittleren Tages der 7 Tage: {word}</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Offer prices that others may be looking at, as dotted lines (Ctrl+Shift+L)</source>
        <translation>Preise anbieten, auf die andere vielleicht schauen, als gepunktete Linien (Strg+Umschalt+L)</translation>
    </message>
    <message>
        <source>Offline: no venue answers.</source>
        <translation>Offline: Keine Börse antwortet.</translation>
    </message>
    <message>
        <source>On</source>
        <translation>An</translation>
    </message>
    <message>
        <source>On an axis: fit by itself again</source>
        <translation>Auf einer Achse: wieder von selbst anpassen</translation>
    </message>
    <message>
        <source>On the chart</source>
        <translation>Im Chart</translation>
    </message>
    <message>
        <source>On to: {name}</source>
        <translation>Weiter zu: {name}</translation>
    </message>
    <message>
        <source>One address that every request to a venue goes through; empty for none. Messages of alerts do not.</source>
        <translation>Eine Adresse, über die jede Anfrage an eine Börse geht; leer für keine. Nachrichten von Alarmen nicht.</translation>
    </message>
    <message>
        <source>One close</source>
        <translation>Ein Schluss</translation>
    </message>
    <message>
        <source>One page of figures that says why the coin on the chart moves</source>
        <translation>Eine Seite Zahlen dazu, warum sich der Coin im Chart bewegt</translation>
    </message>
    <message>
        <source>Only inside the window: neither a server nor a tray answers.</source>
        <translation>Nur im Fenster: Weder ein Server noch ein Tray antwortet.</translation>
    </message>
    <message>
        <source>Only the bell of the desktop: no program that plays a sound is installed.</source>
        <translation>Nur die Glocke der Arbeitsumgebung: Kein Programm ist installiert, das einen Ton abspielt.</translation>
    </message>
    <message>
        <source>Only what is not well</source>
        <translation>Nur was nicht in Ordnung ist</translation>
    </message>
    <message>
        <source>Only {count} liquidations; it takes {least_events}.</source>
        <translation>Nur {count} Liquidationen; es braucht {least_events}.</translation>
    </message>
    <message>
        <source>Open config.toml</source>
        <translation>config.toml öffnen</translation>
    </message>
    <message>
        <source>Open config.toml in your editor; what you change there is taken up when you save it</source>
        <translation>config.toml im Editor öffnen; was dort geändert wird, gilt nach dem Speichern</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Open folder: {name}</source>
        <translation>Ordner öffnen: {name}</translation>
    </message>
    <message>
        <source>Open interest</source>
        <extracomment>Modes around zero, and the topic of each mode that wants more than the line.</extracomment>
        <translation>Open Interest</translation>
    </message>
    <message>
        <source>Open interest / market cap</source>
        <translation>Open Interest / Marktkap.</translation>
    </message>
    <message>
        <source>Open interest of {asset} now: {usd}, {number} {asset}, one-sided, over {listed}.</source>
        <translation>Open Interest von {asset} jetzt: {usd}, {number} {asset}, einseitig, über {listed}.</translation>
    </message>
    <message>
        <source>Open interest of {listed} at one end of {window}: left out of its change, so that an outage does not look like deleveraging.</source>
        <translation>Open Interest von {listed} an einem Ende von {window}: aus der Änderung ausgelassen, damit ein Ausfall nicht wie Entschuldung aussieht.</translation>
    </message>
    <message>
        <source>Open interest of {scope} changed by {change} in {window}, {usd}: price did {price} of that, positions {positions}. In contracts it is {contracts}</source>
        <translation>Open Interest von {scope} änderte sich um {change} in {window}, {usd}: Davon kommen {price} vom Preis, {positions} von Positionen. In Kontrakten sind es {contracts}</translation>
    </message>
    <message>
        <source>Open interest {change} in USD is {contracts} in contracts.</source>
        <translation>Open Interest {change} in USD sind {contracts} in Kontrakten.</translation>
    </message>
    <message>
        <source>Open interest {interest} in USD while price went {price}: positions did not change; all of it is price.</source>
        <translation>Open Interest {interest} in USD, während der Preis {price} ging: Positionen änderten sich nicht; alles ist Preis.</translation>
    </message>
    <message>
        <source>Open interest {interest} in USD while price went {price}: positions grew by {by}.</source>
        <translation>Open Interest {interest} in USD, während der Preis {price} ging: Positionen wuchsen um {by}.</translation>
    </message>
    <message>
        <source>Open interest {interest} in USD while price went {price}: positions shrank by {by}.</source>
        <translation>Open Interest {interest} in USD, während der Preis {price} ging: Positionen schrumpften um {by}.</translation>
    </message>
    <message>
        <source>Open interest, % of all coins there are</source>
        <translation>Open Interest, % aller vorhandenen Coins</translation>
    </message>
    <message>
        <source>Open interest, {unit}</source>
        <translation>Open Interest, {unit}</translation>
    </message>
    <message>
        <source>Open interest, {unit}{dot}open, high, low, close{per}</source>
        <translation>Open Interest, {unit}{dot}Eröffnung, Hoch, Tief, Schluss{per}</translation>
    </message>
    <message>
        <source>Open its page</source>
        <translation>Die Seite öffnen</translation>
    </message>
    <message>
        <source>Open the file</source>
        <translation>Datei öffnen</translation>
    </message>
    <message>
        <source>Open the folder of all texts</source>
        <translation>Den Ordner aller Texte öffnen</translation>
    </message>
    <message>
        <source>Open the simulated market</source>
        <translation>Den simulierten Markt öffnen</translation>
    </message>
    <message>
        <source>Open {asset} in a new window</source>
        <translation>{asset} in neuem Fenster öffnen</translation>
    </message>
    <message>
        <source>Open, edit or show what is selected</source>
        <translation>Öffnen, bearbeiten oder zeigen, was gewählt ist</translation>
    </message>
    <message>
        <source>Opens beside this window and needs no network</source>
        <translation>Öffnet sich neben diesem Fenster und braucht kein Netz</translation>
    </message>
    <message>
        <source>Or just type its name</source>
        <translation>Oder einfach den Namen tippen</translation>
    </message>
    <message>
        <source>Other intervals</source>
        <translation>Andere Intervalle</translation>
    </message>
    <message>
        <source>Other rules</source>
        <translation>Andere Regeln</translation>
    </message>
    <message>
        <source>Pace of two weeks, now {last}; {lines}</source>
        <translation>Tempo von zwei Wochen, jetzt {last}; {lines}</translation>
    </message>
    <message>
        <source>Page (*.html);;PDF (*.pdf);;Picture (*.png);;Markdown (*.md);;JSON (*.json)</source>
        <translation>Seite (*.html);;PDF (*.pdf);;Bild (*.png);;Markdown (*.md);;JSON (*.json)</translation>
    </message>
    <message>
        <source>Pane: {name}</source>
        <translation>Bereich: {name}</translation>
    </message>
    <message>
        <source>Panel&amp;s</source>
        <translation>&amp;Tafeln</translation>
    </message>
    <message>
        <source>Panels</source>
        <translation>Tafeln</translation>
    </message>
    <message>
        <source>Panels behind each other</source>
        <extracomment>Widths of the columns beside the chart, and heights of the panels in them, by default. The most that a page takes of the window when it is put into it. More is no size of a panel. Changes with the panels there are, so that Qt refuses the places of another set. Where they are until somebody moves one. The pages that have a place within the window.</extracomment>
        <translation>Tafeln hintereinander</translation>
    </message>
    <message>
        <source>Panels behind each other; drag one to take it out</source>
        <translation>Tafeln hintereinander; eine herausziehen, um sie zu lösen</translation>
    </message>
    <message>
        <source>Panes</source>
        <translation>Bereiche</translation>
    </message>
    <message>
        <source>Panes of the chart</source>
        <translation>Bereiche des Charts</translation>
    </message>
    <message>
        <source>Parts of Tracker</source>
        <translation>Teile von Tracker</translation>
    </message>
    <message>
        <source>Paste the key here</source>
        <translation>Den Schlüssel hier einfügen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Pause or go on</source>
        <translation>Anhalten oder weiter</translation>
    </message>
    <message>
        <source>Pause: ask no venue</source>
        <translation>Pause: keine Börse fragen</translation>
    </message>
    <message>
        <source>Paused: no venue is asked, and what is on screen grows old. What happens is found later.</source>
        <extracomment>What is further away than this is said with its date. Coins under the mouse: the chosen one, and the first of the watchlist.</extracomment>
        <translation>Pausiert: Keine Börse wird gefragt, und was zu sehen ist, veraltet. Was geschieht, wird später gefunden.</translation>
    </message>
    <message>
        <source>Paused: no venue is asked.</source>
        <extracomment>A level nearer than this many daily ATR is near: price gets there within hours of a usual day. The same as a share of price, where the ATR is not known. So many names of coins are said.</extracomment>
        <translation>Pausiert: Keine Börse wird gefragt.</translation>
    </message>
    <message>
        <source>Paused: nobody is asked, and what stands here grows old.</source>
        <translation>Pausiert: Niemand wird gefragt, und was hier steht, wird alt.</translation>
    </message>
    <message>
        <source>Paused: nobody is asked.</source>
        <translation>Pausiert: Niemand wird gefragt.</translation>
    </message>
    <message>
        <source>Peak</source>
        <translation>Spitze</translation>
    </message>
    <message>
        <source>Peak {usd}.</source>
        <translation>Spitze {usd}.</translation>
    </message>
    <message>
        <source>Per 1&#x202f;%</source>
        <translation>Je 1&#x202f;%</translation>
    </message>
    <message>
        <source>Percent since the start of the view</source>
        <translation>Prozent seit Beginn der Ansicht</translation>
    </message>
    <message>
        <source>Percentile</source>
        <translation>Perzentil</translation>
    </message>
    <message>
        <source>Picture of that moment…</source>
        <translation>Bild dieses Moments…</translation>
    </message>
    <message>
        <source>Picture of the chart: {title}</source>
        <translation>Bild des Charts: {title}</translation>
    </message>
    <message>
        <source>Pictures (*.png *.svg)</source>
        <extracomment>How long it is waited for more keys before the picture is painted anew. The opacity of the line around a preview.</extracomment>
        <translation>Bilder (*.png *.svg)</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>Bilder (*.png)</translation>
    </message>
    <message>
        <source>Pixels of a point: more is sharper, the layout stays the same</source>
        <translation>Pixel je Punkt: mehr ist schärfer, die Anordnung bleibt</translation>
    </message>
    <message>
        <source>Played by Windows.</source>
        <extracomment>Programs that play a file and end, by system; the first one that is there does.</extracomment>
        <translation>Abgespielt von Windows.</translation>
    </message>
    <message>
        <source>Played by {name}.</source>
        <translation>Abgespielt von {name}.</translation>
    </message>
    <message>
        <source>Played by {server}.</source>
        <translation>Abgespielt von {server}.</translation>
    </message>
    <message>
        <source>Portrait</source>
        <translation>Hochformat</translation>
    </message>
    <message>
        <source>Positions hold</source>
        <translation>Positionen halten</translation>
    </message>
    <message>
        <source>Positions, counted in contracts: {each}.</source>
        <translation>Positionen, in Kontrakten gezählt: {each}.</translation>
    </message>
    <message>
        <source>Preview of the picture</source>
        <translation>Vorschau des Bildes</translation>
    </message>
    <message>
        <source>Previous coin</source>
        <translation>Voriger Coin</translation>
    </message>
    <message>
        <source>Previous panel</source>
        <translation>Vorige Tafel</translation>
    </message>
    <message>
        <source>Price</source>
        <extracomment>Logical pixels of a second line of the read-out.</extracomment>
        <translation>Preis</translation>
    </message>
    <message>
        <source>Price holds</source>
        <extracomment>The names of the checks, in their order.</extracomment>
        <translation>Preis hält</translation>
    </message>
    <message>
        <source>Price meanwhile, percent</source>
        <translation>Preis unterdessen, Prozent</translation>
    </message>
    <message>
        <source>Price swept less than {least_swept:.1f}&#x202f;%.</source>
        <translation>Der Preis überstrich weniger als {least_swept:.1f}&#x202f;%.</translation>
    </message>
    <message>
        <source>Price {when} {price}</source>
        <translation>Preis {when} {price}</translation>
    </message>
    <message>
        <source>Prices, liquidations and open interest are collected for the coins that you watch, and for no others. The usual ones are chosen already.</source>
        <extracomment>More than these nobody reads; a longer word finds the rest.</extracomment>
        <translation>Preise, Liquidationen und Open Interest werden für die beobachteten Coins gesammelt, für keine anderen. Die üblichen sind schon gewählt.</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Priorität</translation>
    </message>
    <message>
        <source>Profile</source>
        <extracomment>Behind the last button: everything, also what there is no room for.</extracomment>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Put it on the clipboard (Ctrl+C)</source>
        <translation>In die Zwischenablage legen (Strg+C)</translation>
    </message>
    <message>
        <source>Put the keyboard into the next panel</source>
        <translation>Die Tastatur in die nächste Tafel setzen</translation>
    </message>
    <message>
        <source>Put the rows that are shown on the clipboard (Ctrl+C)</source>
        <translation>Die gezeigten Zeilen in die Zwischenablage legen (Strg+C)</translation>
    </message>
    <message>
        <source>Put {title} back</source>
        <translation>{title} zurücksetzen</translation>
    </message>
    <message>
        <source>Quiet hours</source>
        <translation>Ruhezeit</translation>
    </message>
    <message>
        <source>Quiet hours, from and to</source>
        <translation>Ruhezeit, von und bis</translation>
    </message>
    <message>
        <source>Quiet: the feeds are proven alive, and nothing has happened yet.</source>
        <translation>Still: Die Feeds leben nachweislich, und noch ist nichts geschehen.</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Quit Tracker</source>
        <translation>Tracker beenden</translation>
    </message>
    <message>
        <source>Quit Tracker?</source>
        <translation>Tracker beenden?</translation>
    </message>
    <message>
        <source>Ray</source>
        <translation>Strahl</translation>
    </message>
    <message>
        <source>Read all</source>
        <translation>Alle gelesen</translation>
    </message>
    <message>
        <source>Read anew</source>
        <translation>Neu lesen</translation>
    </message>
    <message>
        <source>Reading the cache…</source>
        <translation>Der Cache wird gelesen…</translation>
    </message>
    <message>
        <source>Reading the list…</source>
        <translation>Die Liste wird gelesen…</translation>
    </message>
    <message>
        <source>Reading the minutes around it …</source>
        <translation>Die Minuten darum werden gelesen …</translation>
    </message>
    <message>
        <source>Recorded since</source>
        <translation>Erfasst seit</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>Rechteck</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Relative strength index</source>
        <translation>Relative-Stärke-Index (RSI)</translation>
    </message>
    <message>
        <source>Relative strength index, below</source>
        <translation>Relative-Stärke-Index (RSI), darunter</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove it</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove the level</source>
        <translation>Die Marke entfernen</translation>
    </message>
    <message>
        <source>Remove {asset}</source>
        <translation>{asset} entfernen</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>{name} entfernen</translation>
    </message>
    <message>
        <source>Remove “{name}”</source>
        <translation>„{name}“ entfernen</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Rename layout…</source>
        <translation>Anordnung umbenennen…</translation>
    </message>
    <message>
        <source>Rename the layout</source>
        <translation>Die Anordnung umbenennen</translation>
    </message>
    <message>
        <source>Replace the file?</source>
        <extracomment>The one ending of a kind as Qt writes it, as in `PDF (*.pdf)`.</extracomment>
        <translation>Die Datei ersetzen?</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Reset: {label}</source>
        <translation>Zurücksetzen: {label}</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Ripple</source>
        <translation>Ausstrahlung</translation>
    </message>
    <message>
        <source>Risk-off</source>
        <translation>Risk-off</translation>
    </message>
    <message numerus="yes">
        <source>Risk-off: {indices} fell by more than 1 % and (moves|move) with BTC (correlation {correlation}).</source>
        <translation>
            <numerusform>Risk-off: {indices} fiel um mehr als 1&#x202f;% und bewegt sich mit BTC (Korrelation {correlation}).</numerusform>
            <numerusform>Risk-off: {indices} fielen um mehr als 1&#x202f;% und bewegen sich mit BTC (Korrelation {correlation}).</numerusform>
        </translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Regeln</translation>
    </message>
    <message>
        <source>Rules (% false)</source>
        <translation>Regeln (% falsch)</translation>
    </message>
    <message>
        <source>Rules of your own</source>
        <translation>Eigene Regeln</translation>
    </message>
    <message>
        <source>Rules…</source>
        <translation>Regeln…</translation>
    </message>
    <message>
        <source>Run these rules over the stored candles and mark what happened</source>
        <translation>Diese Regeln über die gespeicherten Kerzen laufen lassen und markieren, was geschah</translation>
    </message>
    <message>
        <source>SIMULATED</source>
        <extracomment>The height of a further line, and how many there may be. From the first words of a title, where only these have room, to its values. The second line under the tag of the newest price, and where it goes. Where labels of the time axis begin and end, and how high those of the value axis are.</extracomment>
        <translation>SIMULIERT</translation>
    </message>
    <message>
        <source>SIMULATED MARKET</source>
        <extracomment>Logical pixels: the narrow bands above and below the panes, and the room beside their words. What is said of a market that is not real.</extracomment>
        <translation>SIMULIERTER MARKT</translation>
    </message>
    <message>
        <source>SQLite refused it</source>
        <translation>SQLite hat es abgelehnt</translation>
    </message>
    <message>
        <source>Same coin</source>
        <extracomment>The tones of levels that a group&apos;s dot has; its letter says the same.</extracomment>
        <translation>Gleicher Coin</translation>
    </message>
    <message>
        <source>Same interval</source>
        <translation>Gleiches Intervall</translation>
    </message>
    <message>
        <source>Same time and crosshair</source>
        <translation>Gleiche Zeit und Fadenkreuz</translation>
    </message>
    <message>
        <source>Sat</source>
        <translation>Sa</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save layout as…</source>
        <translation>Anordnung speichern als…</translation>
    </message>
    <message>
        <source>Save the brief</source>
        <translation>Den Lagebericht speichern</translation>
    </message>
    <message>
        <source>Save the chart as a picture (Ctrl+E)</source>
        <translation>Den Chart als Bild speichern (Strg+E)</translation>
    </message>
    <message>
        <source>Save the layout</source>
        <translation>Die Anordnung speichern</translation>
    </message>
    <message>
        <source>Save the picture</source>
        <translation>Das Bild speichern</translation>
    </message>
    <message>
        <source>Save the picture as a file (Ctrl+S)</source>
        <translation>Das Bild als Datei speichern (Strg+S)</translation>
    </message>
    <message>
        <source>Saved {count} alerts in {path}.</source>
        <translation>{count} Alarme in {path} gespeichert.</translation>
    </message>
    <message>
        <source>Saved {path}.</source>
        <translation>{path} gespeichert.</translation>
    </message>
    <message>
        <source>Save…</source>
        <extracomment>The picture&apos;s size in logical pixels, and how many pixels each is in a file.</extracomment>
        <translation>Speichern…</translation>
    </message>
    <message>
        <source>Saving {name}…</source>
        <translation>{name} wird gespeichert…</translation>
    </message>
    <message>
        <source>Say times in UTC or local time (Ctrl+U)</source>
        <translation>Zeiten in UTC oder Ortszeit (Strg+U)</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>Skalierung</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search all settings</source>
        <translation>Alle Einstellungen durchsuchen</translation>
    </message>
    <message>
        <source>Search by key or words</source>
        <translation>Nach Taste oder Wörtern suchen</translation>
    </message>
    <message>
        <source>Search for a coin</source>
        <translation>Nach einem Coin suchen</translation>
    </message>
    <message>
        <source>Search for a coin by its name</source>
        <translation>Nach einem Coin per Namen suchen</translation>
    </message>
    <message>
        <source>Search for a coin…</source>
        <translation>Nach einem Coin suchen…</translation>
    </message>
    <message>
        <source>Search the alerts</source>
        <translation>Die Alarme durchsuchen</translation>
    </message>
    <message>
        <source>Search the keys</source>
        <translation>Die Tasten durchsuchen</translation>
    </message>
    <message>
        <source>Search, for example PEPE</source>
        <translation>Suchen, zum Beispiel PEPE</translation>
    </message>
    <message>
        <source>Seen</source>
        <translation>Gesehen</translation>
    </message>
    <message>
        <source>Seen by {venues}.</source>
        <translation>Gesehen von {venues}.</translation>
    </message>
    <message>
        <source>Send one request to {title} with what is typed, or the key in use</source>
        <translation>Eine Anfrage an {title} senden, mit dem Eingegebenen oder dem benutzten Schlüssel</translation>
    </message>
    <message>
        <source>Sending …</source>
        <translation>Wird gesendet …</translation>
    </message>
    <message>
        <source>Sent…</source>
        <translation>Gesendet…</translation>
    </message>
    <message>
        <source>Sep</source>
        <translation>Sept.</translation>
    </message>
    <message>
        <source>Separators and the words for thousands, millions and billions on screen. Commands and files always have plain ones.</source>
        <translation>Trennzeichen und Wörter für Tausend, Millionen und Milliarden auf dem Bildschirm. Befehle und Dateien haben immer einfache.</translation>
    </message>
    <message>
        <source>Service {name}</source>
        <translation>Dienst {name}</translation>
    </message>
    <message>
        <source>Services that get every alert</source>
        <translation>Dienste, die jeden Alarm bekommen</translation>
    </message>
    <message>
        <source>Services whose terms you agreed to</source>
        <translation>Dienste, deren Bedingungen zugestimmt ist</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>Einstellung</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Einstellungen…</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Share of supply</source>
        <translation>Anteil am Angebot</translation>
    </message>
    <message>
        <source>Share of that which it spent at its cap</source>
        <translation>Anteil davon, den er an seinem Limit verbrachte</translation>
    </message>
    <message>
        <source>Share of the window over which it was proven alive</source>
        <translation>Anteil des Zeitraums, in dem er nachweislich lebte</translation>
    </message>
    <message>
        <source>Share of the window that was observed, over all venues</source>
        <translation>Anteil des Zeitraums, der beobachtet wurde, über alle Börsen</translation>
    </message>
    <message>
        <source>Shift and drag</source>
        <translation>Umschalt und ziehen</translation>
    </message>
    <message>
        <source>Short positions closed by force: forced buys</source>
        <translation>Zwangsweise geschlossene Short-Positionen: Zwangskäufe</translation>
    </message>
    <message>
        <source>Shorts</source>
        <translation>Shorts</translation>
    </message>
    <message>
        <source>Show a coin</source>
        <translation>Coin zeigen</translation>
    </message>
    <message>
        <source>Show a notification that says that it is a test</source>
        <translation>Eine Meldung zeigen, die sagt, dass sie ein Test ist</translation>
    </message>
    <message>
        <source>Show last</source>
        <translation>Letzten zeigen</translation>
    </message>
    <message>
        <source>Show on chart</source>
        <extracomment>A busy machine, and a server that the bus has to start, take seconds; nobody waits meanwhile. How long a notice may still be on its way when the program leaves. An urgent notice stays until it is dismissed. Of so many notices it is known which one was clicked; servers keep a history. The last thing that the thread is told. Whether the server makes itself heard; asked once the bus is open.</extracomment>
        <translation>Im Chart zeigen</translation>
    </message>
    <message>
        <source>Show on the chart</source>
        <translation>Im Chart zeigen</translation>
    </message>
    <message>
        <source>Show or hide Tracker</source>
        <extracomment>A longer watchlist would not fit on a screen. Coins stand above it.</extracomment>
        <translation>Tracker zeigen oder verstecken</translation>
    </message>
    <message>
        <source>Show or hide {title}</source>
        <translation>{title} ein- oder ausblenden</translation>
    </message>
    <message>
        <source>Show what was held, as one notice, and hold nothing more</source>
        <translation>Zeigen, was zurückgehalten wurde, als eine Meldung, und nichts weiter zurückhalten</translation>
    </message>
    <message>
        <source>Show where this lies: {name}</source>
        <translation>Zeigen, wo das liegt: {name}</translation>
    </message>
    <message>
        <source>Show {name}</source>
        <translation>{name} zeigen</translation>
    </message>
    <message>
        <source>Side</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>Side on the tape</source>
        <translation>Seite im Ticker</translation>
    </message>
    <message>
        <source>Sides</source>
        <extracomment>From this width on the whole filter has room in one row.</extracomment>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Silent: {dead}.</source>
        <translation>Schweigt: {dead}.</translation>
    </message>
    <message>
        <source>Simple moving average</source>
        <extracomment>What can be added, as it begins; None is the VWAP that waits for a candle.</extracomment>
        <translation>Einfacher gleitender Durchschnitt</translation>
    </message>
    <message>
        <source>Simulated market</source>
        <extracomment>From here on there is room for words that say a little more.</extracomment>
        <translation>Simulierter Markt</translation>
    </message>
    <message>
        <source>Simulated market: {title}. No figure here is real.</source>
        <extracomment>A demo runs so many times as fast as real time: an hourly candle closes every minute. How fast a demo&apos;s clock runs; only what asks for its first moment lets it run slowly. The settings beside their file, for whoever changes them.</extracomment>
        <translation>Simulierter Markt: {title}. Keine Zahl hier ist echt.</translation>
    </message>
    <message>
        <source>Single liquidations; venues that publish sums are not in it</source>
        <translation>Einzelne Liquidationen; Börsen, die Summen veröffentlichen, fehlen darin</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Size of the cache at most</source>
        <translation>Größe des Cache höchstens</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Überspringen</translation>
    </message>
    <message>
        <source>Skip the first steps (Esc)</source>
        <translation>Die ersten Schritte überspringen (Esc)</translation>
    </message>
    <message>
        <source>Smallest size on the tape, in USD</source>
        <translation>Kleinste Größe im Ticker, in USD</translation>
    </message>
    <message>
        <source>Snooze</source>
        <translation>Schlummern</translation>
    </message>
    <message>
        <source>Some venues publish one liquidation a second at most. The estimate stands beside the figures, labelled as such, and is in no sum.</source>
        <translation>Manche Börsen veröffentlichen höchstens eine Liquidation je Sekunde. Die Schätzung steht neben den Zahlen, als solche bezeichnet, und in keiner Summe.</translation>
    </message>
    <message>
        <source>Something was down since {since} UTC.</source>
        <translation>Etwas war seit {since} UTC ausgefallen.</translation>
    </message>
    <message>
        <source>Sorted by</source>
        <translation>Sortiert nach</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>Ton</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Square</source>
        <extracomment>Pixels of a point in a picture for posting, which is looked at on a telephone.</extracomment>
        <translation>Quadrat</translation>
    </message>
    <message>
        <source>Stabilisation</source>
        <translation>Stabilisierung</translation>
    </message>
    <message>
        <source>Stabilisation: {phase}.</source>
        <translation>Stabilisierung: {phase}.</translation>
    </message>
    <message>
        <source>Stabilisation: {phase}{since}{peak}. It is over when price holds, liquidations have faded and positions no longer fall:</source>
        <translation>Stabilisierung: {phase}{since}{peak}. Vorbei ist es, wenn der Preis hält, die Liquidationen nachgelassen haben und die Positionen nicht mehr fallen:</translation>
    </message>
    <message>
        <source>Stabilisation: {phase}{since}{why}.</source>
        <translation>Stabilisierung: {phase}{since}{why}.</translation>
    </message>
    <message>
        <source>Stabilised</source>
        <translation>Stabilisiert</translation>
    </message>
    <message>
        <source>Stale: no fresh price of {old}{others}.</source>
        <translation>Veraltet: kein aktueller Preis von {old}{others}.</translation>
    </message>
    <message>
        <source>Standard deviations</source>
        <translation>Standardabweichungen</translation>
    </message>
    <message>
        <source>Start Tracker in the tray when I log in</source>
        <translation>Tracker bei der Anmeldung im Tray starten</translation>
    </message>
    <message>
        <source>Start at login</source>
        <translation>Bei der Anmeldung starten</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>State of the market</source>
        <translation>Marktlage</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Bleiben</translation>
    </message>
    <message>
        <source>Stop loading history</source>
        <translation>Laden der Historie anhalten</translation>
    </message>
    <message>
        <source>Stop loading history; what is on screen keeps running</source>
        <translation>Laden der Historie anhalten; was zu sehen ist, läuft weiter</translation>
    </message>
    <message>
        <source>Stress</source>
        <translation>Angespannt</translation>
    </message>
    <message>
        <source>Suggest</source>
        <translation>Vorschläge</translation>
    </message>
    <message>
        <source>Suggest levels</source>
        <translation>Marken vorschlagen</translation>
    </message>
    <message>
        <source>Suggested levels</source>
        <translation>Vorgeschlagene Marken</translation>
    </message>
    <message>
        <source>Suggested levels are prices that others may be looking at. In measurement, no kind of them held more often than levels drawn at random; prominence is how much there is to see at a price, not how likely it is to hold.</source>
        <extracomment>What whoever shows suggestions has to say with them.</extracomment>
        <translation>Vorgeschlagene Marken sind Preise, auf die andere vielleicht schauen. In Messungen hielt keine Art davon öfter als zufällig gezogene Marken; Prominenz ist, wie viel an einem Preis zu sehen ist, nicht wie wahrscheinlich er hält.</translation>
    </message>
    <message>
        <source>Suggested levels, {asset}</source>
        <translation>Vorgeschlagene Marken, {asset}</translation>
    </message>
    <message>
        <source>Sums over venues are of the others alone.</source>
        <translation>Summen über Börsen sind nur die der anderen.</translation>
    </message>
    <message>
        <source>Sun</source>
        <translation>So</translation>
    </message>
    <message>
        <source>TREASURIES THAT HOLD {asset}{at_price}</source>
        <translation>FIRMEN, DIE {asset} HALTEN{at_price}</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>Tabellen (*.csv)</translation>
    </message>
    <message>
        <source>Take back what was last done to levels and drawings (Ctrl+Z)</source>
        <translation>Zurücknehmen, was zuletzt an Marken und Zeichnungen geschah (Strg+Z)</translation>
    </message>
    <message>
        <source>Take the key out of the keyring; {title} is asked with it no more</source>
        <translation>Den Schlüssel aus dem Schlüsselbund nehmen; {title} wird damit nicht mehr gefragt</translation>
    </message>
    <message>
        <source>Take the rule off the list (Del); what it found stays</source>
        <translation>Die Regel von der Liste nehmen (Entf); was sie fand, bleibt</translation>
    </message>
    <message>
        <source>Take {name} off the chart</source>
        <translation>{name} aus dem Chart nehmen</translation>
    </message>
    <message>
        <source>Take {title} out</source>
        <translation>{title} herausnehmen</translation>
    </message>
    <message>
        <source>Takes effect with the next start.</source>
        <translation>Gilt ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>Tell me when this much is liquidated</source>
        <translation>Melden, wenn so viel liquidiert wird</translation>
    </message>
    <message>
        <source>Tells when: {asset} {name}, all venues together.</source>
        <translation>Meldet: {asset} {name}, alle Börsen zusammen.</translation>
    </message>
    <message>
        <source>Tells when: {subject}{name}.</source>
        <translation>Meldet: {subject}{name}.</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>Test it and, where it works, keep it; it is used at once</source>
        <translation>Testen und, wenn er funktioniert, behalten; er gilt sofort</translation>
    </message>
    <message>
        <source>Test notifications</source>
        <translation>Meldungen testen</translation>
    </message>
    <message>
        <source>Test: {title}</source>
        <translation>Test: {title}</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Text of the licence</source>
        <translation>Text der Lizenz</translation>
    </message>
    <message>
        <source>That cannot be a key: it has 8 to 200 letters, digits or signs, and no spaces.</source>
        <translation>Das kann kein Schlüssel sein: Er hat 8 bis 200 Buchstaben, Ziffern oder Zeichen und keine Leerzeichen.</translation>
    </message>
    <message>
        <source>That is far away: is it what you meant?</source>
        <translation>Das ist weit weg: Ist es so gemeint?</translation>
    </message>
    <message>
        <source>That is {times} times the {usd} that is observed ({what}): not the same total.</source>
        <translation>Das ist das {times}-Fache der beobachteten {usd} ({what}): nicht dieselbe Summe.</translation>
    </message>
    <message>
        <source>That is {times} times the {usd} that is observed ({what}): the numbers can belong together.</source>
        <translation>Das ist das {times}-Fache der beobachteten {usd} ({what}): Die Zahlen können zusammengehören.</translation>
    </message>
    <message>
        <source>The alert is on the list of rules.</source>
        <translation>Der Alarm steht auf der Liste der Regeln.</translation>
    </message>
    <message>
        <source>The amount is above zero, for example &gt;50M.</source>
        <translation>Der Betrag ist größer als null, zum Beispiel &gt;50M.</translation>
    </message>
    <message>
        <source>The answer is not {title}&apos;s: is the gateway right?</source>
        <translation>Die Antwort ist nicht von {title}: Stimmt das Gateway?</translation>
    </message>
    <message>
        <source>The bar of menus stays above the window. Otherwise Alt or F10 brings it up.</source>
        <translation>Die Menüleiste bleibt über dem Fenster. Sonst bringt Alt oder F10 sie hervor.</translation>
    </message>
    <message>
        <source>The best known venue</source>
        <translation>Die bekannteste Börse</translation>
    </message>
    <message>
        <source>The cache has no candles of that moment.</source>
        <translation>Der Cache hat keine Kerzen dieses Moments.</translation>
    </message>
    <message>
        <source>The cache holds no candles of {base}; it holds {names}.</source>
        <translation>Der Cache enthält keine Kerzen von {base}; er enthält {names}.</translation>
    </message>
    <message>
        <source>The cache holds no closed {lengths} candle of {asset} ({venue}) in this window. Run tracker collect, or name a file with --candles.</source>
        <translation>Der Cache enthält in diesem Zeitraum keine geschlossene {lengths}-Kerze von {asset} ({venue}). „tracker collect“ ausführen oder mit --candles eine Datei nennen.</translation>
    </message>
    <message>
        <source>The cache is larger than keep.size in config.toml allows, and what is left is needed: give it more room, or watch fewer coins.</source>
        <extracomment>Between steps while something is to go, and between two passes. The first pass waits until the start is over. A cache that is full is brought down to this share of its bound. Below this share of its bound, what went because it was full may be fetched again. Of a kind that has to go because of its size, so much at once; a chunk of candles fits into the least. Free pages given back in one step (256 KB), and how many stay for what comes next. How often the size by kind is measured: it reads the whole file. Without a venue&apos;s word for so long our clock alone says how old things are: nothing goes by age.</extracomment>
        <translation>Der Zwischenspeicher ist größer, als keep.size in config.toml erlaubt, und was übrig ist, wird gebraucht: mehr Platz geben oder weniger Coins beobachten.</translation>
    </message>
    <message>
        <source>The cascade index is between 0 and 100, for example &gt;60.</source>
        <translation>Der Kaskadenindex liegt zwischen 0 und 100, zum Beispiel &gt;60.</translation>
    </message>
    <message>
        <source>The cascade index is {least}{index:.0f} of 100.</source>
        <translation>Der Kaskadenindex ist {least}{index:.0f} von 100.</translation>
    </message>
    <message>
        <source>The cascade index over {window} is {least}{index:.0f} of 100, of {side}</source>
        <translation>Der Kaskadenindex über {window} ist {least}{index:.0f} von 100, auf der Seite der {side}</translation>
    </message>
    <message>
        <source>The cascade index over {window}: {listed} of the window are not known.</source>
        <translation>Der Kaskadenindex über {window}: {listed} des Zeitraums nicht bekannt.</translation>
    </message>
    <message>
        <source>The cascade index: nothing to measure it from is in the cache.</source>
        <translation>Der Kaskadenindex: Im Cache ist nichts, woraus er zu messen wäre.</translation>
    </message>
    <message>
        <source>The ceiling is {level}, {away} away: {state}.</source>
        <translation>Der Deckel ist {level}, {away} entfernt: {state}.</translation>
    </message>
    <message>
        <source>The change of open interest of {scope} over {window}: no venue is known at both ends.</source>
        <translation>Die Änderung des Open Interest von {scope} über {window}: Keine Börse ist an beiden Enden bekannt.</translation>
    </message>
    <message>
        <source>The change of {asset} over 24 h: no price of that time is in the cache.</source>
        <translation>Die Änderung von {asset} über 24 h: Kein Preis jener Zeit ist im Cache.</translation>
    </message>
    <message>
        <source>The change over 24 h of {listed}.</source>
        <translation>Die Änderung über 24 h von {listed}.</translation>
    </message>
    <message>
        <source>The chart alone, the window with its panels, or the numbers</source>
        <translation>Nur der Chart, das Fenster mit seinen Tafeln, oder die Zahlen</translation>
    </message>
    <message>
        <source>The chart is still being read.</source>
        <translation>Der Chart wird noch gelesen.</translation>
    </message>
    <message>
        <source>The chart windows of the layout “{name}” cannot be read; they stay as they are.</source>
        <translation>Die Chartfenster der Anordnung „{name}“ können nicht gelesen werden; sie bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>The clock of this machine was set back by {span}; everything is asked anew.</source>
        <translation>Die Uhr dieses Rechners wurde um {span} zurückgestellt; alles wird neu abgefragt.</translation>
    </message>
    <message>
        <source>The clock of this machine was set forward by {span}; everything is asked anew.</source>
        <translation>Die Uhr dieses Rechners wurde um {span} vorgestellt; alles wird neu abgefragt.</translation>
    </message>
    <message>
        <source>The coin&apos;s part of the market cap of all coins: it rises where money leaves the smaller ones.</source>
        <translation>Der Anteil des Coins an der Marktkapitalisierung aller Coins: Er steigt, wenn Geld die kleineren verlässt.</translation>
    </message>
    <message>
        <source>The coins that are watched, in their order. The first ranked venue that lists a coin leads it.</source>
        <translation>Die beobachteten Coins, in ihrer Reihenfolge. Die erste gereihte Börse, die einen Coin führt, ist für ihn maßgeblich.</translation>
    </message>
    <message>
        <source>The connection broke off before the answer was complete.</source>
        <translation>Die Verbindung brach ab, bevor die Antwort vollständig war.</translation>
    </message>
    <message>
        <source>The connection was closed.</source>
        <translation>Die Verbindung wurde geschlossen.</translation>
    </message>
    <message>
        <source>The desktop took it.</source>
        <translation>Die Arbeitsumgebung nahm sie an.</translation>
    </message>
    <message>
        <source>The desktop took it. If nothing appeared, look whether “do not disturb” is on; alerts are listed in the window all the same.</source>
        <translation>Die Arbeitsumgebung nahm sie an. Wenn nichts erschien, prüfen, ob „Nicht stören“ an ist; Alarme stehen auf jeden Fall im Fenster.</translation>
    </message>
    <message>
        <source>The dollar against the currencies the US trades with; coins often fall while it rises.</source>
        <translation>Der Dollar gegen die Währungen der US-Handelspartner; Coins fallen oft, während er steigt.</translation>
    </message>
    <message>
        <source>The engine does not run.</source>
        <translation>Die Engine läuft nicht.</translation>
    </message>
    <message>
        <source>The engine ended by a mistake of Tracker; the log says more.</source>
        <translation>Die Engine endete durch einen Fehler von Tracker; das Protokoll sagt mehr.</translation>
    </message>
    <message>
        <source>The feedback ratio: it was not measured lately.</source>
        <extracomment>So much of the past makes a normal of one&apos;s own; until then defaults count with it.</extracomment>
        <translation>Das Rückkopplungsverhältnis: Es wurde in letzter Zeit nicht gemessen.</translation>
    </message>
    <message>
        <source>The feedback ratio: {why}</source>
        <translation>Das Rückkopplungsverhältnis: {why}</translation>
    </message>
    <message>
        <source>The flow cannot be told apart from the price.</source>
        <translation>Der Zufluss lässt sich nicht vom Preis trennen.</translation>
    </message>
    <message>
        <source>The gateway {address} is on another machine and not encrypted; use https, or allow it with --insecure-gateway.</source>
        <translation>Das Gateway {address} steht auf einem anderen Rechner und ist nicht verschlüsselt; bitte https nehmen oder es mit --insecure-gateway erlauben.</translation>
    </message>
    <message>
        <source>The key of {title} is forgotten.</source>
        <translation>Der Schlüssel von {title} ist gelöscht.</translation>
    </message>
    <message>
        <source>The key of {title} is in the keyring.</source>
        <translation>Der Schlüssel von {title} ist im Schlüsselbund.</translation>
    </message>
    <message>
        <source>The key of {title} is used until Tracker is closed, and kept nowhere.</source>
        <translation>Der Schlüssel von {title} gilt, bis Tracker geschlossen wird, und wird nirgends aufbewahrt.</translation>
    </message>
    <message>
        <source>The key works.</source>
        <translation>Der Schlüssel gilt.</translation>
    </message>
    <message numerus="yes">
        <source>The key works: %n exchange(s), 40 calls a minute.</source>
        <translation>
            <numerusform>Der Schlüssel gilt: %n Börse, 40 Anfragen pro Minute.</numerusform>
            <numerusform>Der Schlüssel gilt: %n Börsen, 40 Anfragen pro Minute.</numerusform>
        </translation>
    </message>
    <message>
        <source>The key works: 120 requests a minute.</source>
        <translation>Der Schlüssel gilt: 120 Anfragen pro Minute.</translation>
    </message>
    <message>
        <source>The key works: its plan allows {most} requests a minute, {used} used.</source>
        <translation>Der Schlüssel gilt: Sein Tarif erlaubt {most} Anfragen pro Minute, {used} sind verbraucht.</translation>
    </message>
    <message>
        <source>The key works: its plan allows {most} requests a minute.</source>
        <translation>Der Schlüssel gilt: Sein Tarif erlaubt {most} Anfragen pro Minute.</translation>
    </message>
    <message>
        <source>The key works: the Demo plan allows 100 calls a minute and 10,000 a month.</source>
        <translation>Der Schlüssel gilt: Der Demo-Tarif erlaubt 100 Anfragen pro Minute und 10.000 im Monat.</translation>
    </message>
    <message>
        <source>The keyring does not answer.</source>
        <translation>Der Schlüsselbund antwortet nicht.</translation>
    </message>
    <message>
        <source>The keyring is locked; unlock it and try again.</source>
        <translation>Der Schlüsselbund ist gesperrt; entsperren und noch einmal versuchen.</translation>
    </message>
    <message>
        <source>The keyring on this machine keeps nothing.</source>
        <translation>Der Schlüsselbund dieses Rechners bewahrt nichts auf.</translation>
    </message>
    <message>
        <source>The largest single one</source>
        <translation>Die größte einzelne</translation>
    </message>
    <message>
        <source>The last event came at {clock}.</source>
        <translation>Das letzte Ereignis kam um {clock}.</translation>
    </message>
    <message>
        <source>The last hour alone: {fast}.</source>
        <translation>Die letzte Stunde allein: {fast}.</translation>
    </message>
    <message>
        <source>The last value against the official close before; with BTC moving along, a fall of more than 1 % counts as risk-off.</source>
        <translation>Der letzte Wert gegen den offiziellen Schluss davor; bewegt sich BTC mit, zählt ein Rückgang um mehr als 1&#x202f;% als Risk-off.</translation>
    </message>
    <message>
        <source>The layout with the mark</source>
        <translation>Die markierte Anordnung</translation>
    </message>
    <message>
        <source>The layout “{name}” cannot be read; this is the default.</source>
        <translation>Die Anordnung „{name}“ kann nicht gelesen werden; das ist der Standard.</translation>
    </message>
    <message numerus="yes">
        <source>The layout “{name}” closes %n chart window(s) that (is|are) in no layout.</source>
        <translation>
            <numerusform>Die Anordnung „{name}“ schließt %n Chartfenster, das in keiner Anordnung steht.</numerusform>
            <numerusform>Die Anordnung „{name}“ schließt %n Chartfenster, die in keiner Anordnung stehen.</numerusform>
        </translation>
    </message>
    <message>
        <source>The level that is to hold:</source>
        <translation>Die Marke, die halten soll:</translation>
    </message>
    <message>
        <source>The level was moved: it begins a new history.</source>
        <extracomment>How often it is looked whether something must be read again, and how often what stands under the candles is read at most while it changes. How soon it is asked again whether the engine has opened its store. What lies so many candles back may be more than a chart begins with; so many are read before it. So many candles come with one look back at most. Sums under the candles may begin so long before them. Coins whose candles are wanted beside those of the chart. How many charts were shown: what is read for one of them is for no other. Whether a chart was asked for, and whether what stands under that on screen was. What the user does to levels, beside adding, moving and removing one. What the user draws.</extracomment>
        <translation>Die Marke wurde verschoben: Eine neue Geschichte beginnt.</translation>
    </message>
    <message>
        <source>The line of buttons too; without it the title stands there</source>
        <translation>Auch die Zeile der Knöpfe; ohne sie steht dort der Titel</translation>
    </message>
    <message>
        <source>The liquidations of 24 h are {least}{percent} of the {usd} of open interest that went; the rest is price, closing by choice, and what no venue reports.</source>
        <translation>Die Liquidationen von 24 h sind {least}{percent} der {usd} Open Interest, die verschwanden; der Rest ist Preis, freiwilliges Schließen und was keine Börse meldet.</translation>
    </message>
    <message>
        <source>The list of cascades could not be read yet.</source>
        <translation>Die Liste der Kaskaden ließ sich noch nicht lesen.</translation>
    </message>
    <message>
        <source>The longs&apos; share, above max($1M, 0.1 basis points of open interest)</source>
        <translation>Der Anteil der Longs, oberhalb von max($1M, 0,1 Basispunkte des Open Interest)</translation>
    </message>
    <message>
        <source>The machine slept for {span}; what was missed is fetched.</source>
        <extracomment>A clock that is off by less than this was only slow, or put right as clocks are all day.</extracomment>
        <translation>Der Rechner schlief {span}; was verpasst wurde, wird nachgeholt.</translation>
    </message>
    <message>
        <source>The market cache was damaged; it is kept as {name} and begun anew.</source>
        <extracomment>What goes on in the store&apos;s job that another has begun. What each lane that only reads has open.</extracomment>
        <translation>Der Zwischenspeicher der Märkte war beschädigt; er liegt als {name} beiseite und wird neu begonnen.</translation>
    </message>
    <message>
        <source>The market cap of all coins together.</source>
        <translation>Die Marktkapitalisierung aller Coins zusammen.</translation>
    </message>
    <message>
        <source>The message “{title}” to {service} is given up: {sentence}</source>
        <translation>Die Nachricht „{title}“ an {service} wird aufgegeben: {sentence}</translation>
    </message>
    <message>
        <source>The minutes around it cannot be read: {why} Choose it again to retry.</source>
        <translation>Die Minuten darum lassen sich nicht lesen: {why} Zum Wiederholen noch einmal wählen.</translation>
    </message>
    <message>
        <source>The name of a service has small letters, digits, - and _ only; its address belongs into the keyring: tracker notify add NAME.</source>
        <translation>Der Name eines Dienstes hat nur Kleinbuchstaben, Ziffern, - und _; seine Adresse gehört in den Schlüsselbund: tracker notify add NAME.</translation>
    </message>
    <message>
        <source>The network is another one, or back; all venues are asked at once.</source>
        <extracomment>How far apart the frames are that close the candles of all coins. The watchlist is taken, and its past fetched, once nothing of it has changed for so long. How far back the monitor of stabilisation looks for what is usual.</extracomment>
        <translation>Das Netz ist ein anderes oder wieder da; alle Börsen werden sofort gefragt.</translation>
    </message>
    <message>
        <source>The network is gone; the venues are tried until it is back.</source>
        <translation>Das Netz ist weg; die Börsen werden versucht, bis es wieder da ist.</translation>
    </message>
    <message>
        <source>The next support: no unbroken level is set below the price.</source>
        <translation>Die nächste Unterstützung: Unter dem Preis ist keine ungebrochene Marke gesetzt.</translation>
    </message>
    <message>
        <source>The oldest candles that are loaded</source>
        <translation>Die ältesten geladenen Kerzen</translation>
    </message>
    <message>
        <source>The only keyring on this machine is a file, which is not used.</source>
        <translation>Der einzige Schlüsselbund dieses Rechners ist eine Datei; er wird nicht verwendet.</translation>
    </message>
    <message>
        <source>The other Tracker ended; this window collects now.</source>
        <translation>Der andere Tracker ist beendet; jetzt sammelt dieses Fenster.</translation>
    </message>
    <message>
        <source>The pace of liquidations: nothing was observed in the week.</source>
        <translation>Das Tempo der Liquidationen: In der Woche wurde nichts beobachtet.</translation>
    </message>
    <message>
        <source>The pace of liquidations: the last day and the last week are not both known.</source>
        <translation>Das Tempo der Liquidationen: Der letzte Tag und die letzte Woche sind nicht beide bekannt.</translation>
    </message>
    <message>
        <source>The page is being written from what the cache holds. It asks nobody for anything.</source>
        <translation>Die Seite wird aus dem Inhalt des Cache geschrieben. Niemand wird dafür gefragt.</translation>
    </message>
    <message>
        <source>The page, for mail and documents, and as Markdown (Ctrl+Shift+C)</source>
        <translation>Die Seite, für Mail und Dokumente, und als Markdown (Strg+Umschalt+C)</translation>
    </message>
    <message>
        <source>The picture is on the clipboard.</source>
        <translation>Das Bild ist in der Zwischenablage.</translation>
    </message>
    <message>
        <source>The price of {asset}: nothing recent is in the cache.</source>
        <extracomment>A pace within so much of another is the same.</extracomment>
        <translation>Der Preis von {asset}: Nichts Aktuelles ist im Cache.</translation>
    </message>
    <message>
        <source>The recording holds no answer to this.</source>
        <translation>Die Aufzeichnung enthält keine Antwort darauf.</translation>
    </message>
    <message>
        <source>The recording holds no frame of this stream.</source>
        <translation>Die Aufzeichnung enthält keine Nachricht dieses Stroms.</translation>
    </message>
    <message>
        <source>The registry cannot be changed.</source>
        <translation>Die Registrierung kann nicht geändert werden.</translation>
    </message>
    <message>
        <source>The result of {holder}: what it paid is not known.</source>
        <translation>Das Ergebnis von {holder}: Was bezahlt wurde, ist nicht bekannt.</translation>
    </message>
    <message>
        <source>The same in percent</source>
        <translation>Dasselbe in Prozent</translation>
    </message>
    <message>
        <source>The service is no longer in the settings.</source>
        <translation>Der Dienst steht nicht mehr in den Einstellungen.</translation>
    </message>
    <message>
        <source>The simulated connection was interrupted.</source>
        <translation>Die simulierte Verbindung wurde unterbrochen.</translation>
    </message>
    <message>
        <source>The simulated market asks no service, so no key is used in it.</source>
        <translation>Der simulierte Markt fragt keinen Dienst, also wird darin kein Schlüssel benutzt.</translation>
    </message>
    <message>
        <source>The store cannot go on: {why}.</source>
        <extracomment>A file up to this size is looked through when it is opened (a third of a second); above it only its head is. So many faults are looked at: files of old may show some that are none. What SQLite raises; for those who must not import it.</extracomment>
        <translation>Der Speicher kann nicht weitermachen: {why}.</translation>
    </message>
    <message>
        <source>The tray took it.</source>
        <translation>Der Tray nahm sie an.</translation>
    </message>
    <message>
        <source>The venue {venue}, which judges this level, is not known any more.</source>
        <translation>Die Börse {venue}, die diese Marke bewertet, ist nicht mehr bekannt.</translation>
    </message>
    <message>
        <source>The window is made with Qt {qt} (Qt for Python), which is free under the GNU Lesser General Public License, version 3. Its libraries are files of their own beside the program and may be replaced by others of yours; its source is published by The Qt Company at code.qt.io.</source>
        <translation>Das Fenster ist mit Qt {qt} (Qt for Python) gemacht, frei unter der GNU Lesser General Public License, Version 3. Seine Bibliotheken sind eigene Dateien neben dem Programm und dürfen durch andere ersetzt werden; den Quelltext veröffentlicht The Qt Company auf code.qt.io.</translation>
    </message>
    <message>
        <source>The words of the window. Commands, files that scripts read and the log are in English.</source>
        <translation>Die Wörter des Fensters. Befehle, Dateien für Skripte und das Protokoll sind englisch.</translation>
    </message>
    <message>
        <source>The zone of all times on screen. Candles of a day begin at 00:00 UTC in either.</source>
        <translation>Die Zone aller Zeiten auf dem Bildschirm. Tageskerzen beginnen in beiden um 00:00 UTC.</translation>
    </message>
    <message>
        <source>The {called} is deleted; Ctrl+Z brings it back.</source>
        <translation>Gelöscht: {called}; Strg+Z holt es zurück.</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Thema</translation>
    </message>
    <message>
        <source>Then click a price in the chart to watch it</source>
        <translation>Dann auf einen Preis im Chart klicken, um ihn zu beobachten</translation>
    </message>
    <message>
        <source>There are no words to write.</source>
        <translation>Es gibt keinen Text zu schreiben.</translation>
    </message>
    <message>
        <source>There is a layout “{name}” already.</source>
        <translation>Eine Anordnung „{name}“ gibt es schon.</translation>
    </message>
    <message>
        <source>There is a tray that shows balloons.</source>
        <translation>Es gibt einen Tray, der Sprechblasen zeigt.</translation>
    </message>
    <message>
        <source>There is already a level at {level} (number {id}).</source>
        <translation>Es gibt schon eine Marke bei {level} (Nummer {id}).</translation>
    </message>
    <message>
        <source>There is already a level at {level}.</source>
        <translation>Es gibt schon eine Marke bei {level}.</translation>
    </message>
    <message>
        <source>There is already such an alert (number {id}).</source>
        <translation>Es gibt schon einen solchen Alarm (Nummer {id}).</translation>
    </message>
    <message>
        <source>There is no address for {service} in the keyring; add it with: tracker notify add {service}</source>
        <extracomment>How long to wait after the first, second, … failure; after the last one a message is given up. Whatever its tries, a message older than this is no news. A message that arrives so much later says when it was made. A message that is on its way when the program leaves is waited for. Sends one message and waits until it was taken; raises a TrackerError that holds no secret.</extracomment>
        <translation>Im Schlüsselbund steht keine Adresse für {service}; hinzufügen mit: tracker notify add {service}</translation>
    </message>
    <message>
        <source>There is no alert with the number {rule_id}.</source>
        <translation>Es gibt keinen Alarm mit der Nummer {rule_id}.</translation>
    </message>
    <message>
        <source>There is no cache yet: it begins with the first answer of a venue.</source>
        <translation>Noch gibt es keinen Cache: Er beginnt mit der ersten Antwort einer Börse.</translation>
    </message>
    <message>
        <source>There is no chart to save yet.</source>
        <translation>Es gibt noch keinen Chart zum Speichern.</translation>
    </message>
    <message>
        <source>There is no closed candle in this window.</source>
        <translation>In diesem Zeitraum gibt es keine geschlossene Kerze.</translation>
    </message>
    <message>
        <source>There is no drawing on {asset}.</source>
        <translation>Auf {asset} gibt es keine Zeichnung.</translation>
    </message>
    <message>
        <source>There is no key of {title} to test; type one.</source>
        <extracomment>Set once requests can be sent: the dialog may be quicker than the start of the engine.</extracomment>
        <translation>Es gibt keinen Schlüssel von {title} zum Testen; bitte einen eingeben.</translation>
    </message>
    <message>
        <source>There is no key of {title}.</source>
        <translation>Es gibt keinen Schlüssel von {title}.</translation>
    </message>
    <message>
        <source>There is no keyring on this machine, so no secret can be kept.</source>
        <translation>Auf diesem Rechner gibt es keinen Schlüsselbund; kein Geheimnis kann aufbewahrt werden.</translation>
    </message>
    <message>
        <source>There is no level in it.</source>
        <translation>Darin ist keine Marke.</translation>
    </message>
    <message>
        <source>There is no level with the number {level_id}.</source>
        <translation>Es gibt keine Marke mit der Nummer {level_id}.</translation>
    </message>
    <message>
        <source>There is no page: {sentence} “Read anew” (F5) tries it again.</source>
        <translation>Es gibt keine Seite: {sentence} „Neu lesen“ (F5) versucht es wieder.</translation>
    </message>
    <message>
        <source>There is no picture.</source>
        <translation>Es gibt kein Bild.</translation>
    </message>
    <message>
        <source>There is no venue “{venue}”; there are {names} and any.</source>
        <translation>Es gibt keine Börse „{venue}“; es gibt {names} und any.</translation>
    </message>
    <message>
        <source>There is none: the window stays open instead of hiding.</source>
        <translation>Es gibt keinen: Das Fenster bleibt offen, statt sich zu verstecken.</translation>
    </message>
    <message>
        <source>There is nothing on the list.</source>
        <translation>Auf der Liste steht nichts.</translation>
    </message>
    <message>
        <source>There is one.</source>
        <translation>Es gibt einen.</translation>
    </message>
    <message>
        <source>There is room for {most_text} characters.</source>
        <translation>Platz ist für {most_text} Zeichen.</translation>
    </message>
    <message>
        <source>These figures are of {when}, {length} ago; how it stands now is not known.</source>
        <translation>Diese Zahlen sind von {when}, vor {length}; wie es jetzt steht, ist nicht bekannt.</translation>
    </message>
    <message>
        <source>These figures are of {when}. {trouble}</source>
        <translation>Diese Zahlen sind von {when}. {trouble}</translation>
    </message>
    <message>
        <source>They are asked only then. The state of the market (F7) shows the terms of each.</source>
        <translation>Nur dann werden sie gefragt. Die Marktlage (F7) zeigt die Bedingungen von jedem.</translation>
    </message>
    <message>
        <source>This coin</source>
        <translation>Dieser Coin</translation>
    </message>
    <message>
        <source>This could not be read.</source>
        <translation>Das konnte nicht gelesen werden.</translation>
    </message>
    <message>
        <source>This drawing is not there any more.</source>
        <translation>Diese Zeichnung gibt es nicht mehr.</translation>
    </message>
    <message>
        <source>This episode, newest first</source>
        <translation>Diese Episode, neueste zuerst</translation>
    </message>
    <message>
        <source>This holds until Tracker is closed. {sentence}</source>
        <translation>Das gilt, bis Tracker geschlossen wird. {sentence}</translation>
    </message>
    <message>
        <source>This is asked about once this window runs the engine.</source>
        <extracomment>How often the figures of all coins are read at most while they change. Prices do not wait for that: they come with the candles. How far back figures of the present go, with what they are compared with. How often market context is read at most while something of it changes, and at least. The same for figures while no panel is seen: then they only stand under the mouse at the tray icon. How often prices there follow the market: an icon is looked at now and then. Which liquidations the tape lists. Whether panels still show the coin before, and whether what they show is still to be read.</extracomment>
        <translation>Danach wird gefragt, sobald dieses Fenster die Engine betreibt.</translation>
    </message>
    <message>
        <source>This is for the desktops of Linux; here the tray icon does it.</source>
        <translation>Das ist für die Arbeitsumgebungen von Linux; hier tut es das Tray-Symbol.</translation>
    </message>
    <message>
        <source>This part brings no text of its licence here. Its licence is: {licence}.</source>
        <extracomment>How parts are known to people, where that is not the name they are installed by.</extracomment>
        <translation>Dieser Teil bringt hier keinen Lizenztext mit. Seine Lizenz ist: {licence}.</translation>
    </message>
    <message>
        <source>Those of the window, or always dark or light</source>
        <translation>Die des Fensters, oder immer dunkel oder hell</translation>
    </message>
    <message>
        <source>Those who are asked do not tell it.</source>
        <extracomment>Equities are compared with this coin, whatever is looked at: it leads the others. Its price is sampled from candles of this length: every close of an index is at one&apos;s end. 60 sessions with the weekends and holidays between them. How far back a series is read for what stands now and what stood before. The same of what is told hour by hour: a weekend without Tracker is still shown, with its age. A snapshot is compared with the one of a day before, if there is one about that time. Why a series is unknown that somebody may tell, of whom nothing is known. A venue&apos;s channel is about what it says it is. What stands once, whatever coin is looked at. What stands for each coin.</extracomment>
        <translation>Die gefragt werden, sagen es nicht.</translation>
    </message>
    <message>
        <source>Thu</source>
        <translation>Do</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Zeiten</translation>
    </message>
    <message>
        <source>Times in UTC</source>
        <translation>Zeiten in UTC</translation>
    </message>
    <message>
        <source>Times in local time</source>
        <translation>Zeiten in Ortszeit</translation>
    </message>
    <message>
        <source>To the newest</source>
        <translation>Zum Neuesten</translation>
    </message>
    <message>
        <source>To the newest (Home)</source>
        <translation>Zum Neuesten (Pos1)</translation>
    </message>
    <message>
        <source>To the next control</source>
        <translation>Zum nächsten Bedienelement</translation>
    </message>
    <message>
        <source>To the step before (Alt+Left)</source>
        <translation>Zum Schritt davor (Alt+Links)</translation>
    </message>
    <message>
        <source>Too few seconds with a price.</source>
        <translation>Zu wenige Sekunden mit einem Preis.</translation>
    </message>
    <message>
        <source>Too few to judge a rule.</source>
        <translation>Zu wenige, um eine Regel zu beurteilen.</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Summe</translation>
    </message>
    <message>
        <source>Tracker (simulated market)</source>
        <extracomment>What a window manager may draw around the window. Settings that are seen on everything.</extracomment>
        <translation>Tracker (simulierter Markt)</translation>
    </message>
    <message>
        <source>Tracker collects without a window already (process {pid}): this one shows what that stores and changes nothing. It goes on by itself where that ends.</source>
        <extracomment>What is kept in the journal under which name. How long a thread may keep Python to itself. Every statement of SQLite gives it away and has to wait for it; with the usual 5 ms a chart that is moved holds up an alert by tens of milliseconds.</extracomment>
        <translation>Tracker sammelt schon ohne Fenster (Prozess {pid}): Dieses zeigt, was jener speichert, und ändert nichts. Endet er, macht es von selbst weiter.</translation>
    </message>
    <message>
        <source>Tracker goes on by itself as soon as one of them answers.</source>
        <translation>Tracker macht von selbst weiter, sobald eine davon antwortet.</translation>
    </message>
    <message>
        <source>Tracker goes on watching. Where there is no tray, closing the window ends it.</source>
        <translation>Tracker beobachtet weiter. Wo es keinen Tray gibt, beendet das Schließen das Programm.</translation>
    </message>
    <message>
        <source>Tracker is free software under the MIT licence. © 2026 The Tracker developers.</source>
        <translation>Tracker ist freie Software unter der MIT-Lizenz. © 2026 The Tracker developers.</translation>
    </message>
    <message>
        <source>Tracker made a mistake in sending it.</source>
        <translation>Tracker hat beim Senden einen Fehler gemacht.</translation>
    </message>
    <message>
        <source>Tracker made a mistake reading its answer.</source>
        <translation>Tracker machte einen Fehler beim Lesen der Antwort.</translation>
    </message>
    <message>
        <source>Tracker made a mistake reading its stream.</source>
        <translation>Tracker hat beim Lesen des Stroms einen Fehler gemacht.</translation>
    </message>
    <message>
        <source>Tracker made a mistake; the log says more.</source>
        <translation>Tracker hat einen Fehler gemacht; das Protokoll sagt mehr.</translation>
    </message>
    <message>
        <source>Tracker runs already (process {pid}), but its window does not answer. Close it, or use another folder with TRACKER_HOME.</source>
        <extracomment>How long a window that just starts, or is busy, may take to open its door and to answer.</extracomment>
        <translation>Tracker läuft schon (Prozess {pid}), aber sein Fenster antwortet nicht. Bitte schließen oder mit TRACKER_HOME einen anderen Ordner nehmen.</translation>
    </message>
    <message>
        <source>Tracker starts in the tray when you log in.</source>
        <translation>Tracker startet im Tray bei der Anmeldung.</translation>
    </message>
    <message>
        <source>Tracker {version} is out. Nothing was downloaded.</source>
        <extracomment>The first look waits until the start is over. The engine itself asks once a day at most.</extracomment>
        <translation>Tracker {version} ist da. Nichts wurde heruntergeladen.</translation>
    </message>
    <message>
        <source>Tracker, health of the venues at {stamp}</source>
        <translation>Tracker, Zustand der Börsen um {stamp}</translation>
    </message>
    <message>
        <source>Tracker: a test</source>
        <translation>Tracker: ein Test</translation>
    </message>
    <message>
        <source>Traded {beyond}, to</source>
        <translation>Gehandelt {beyond}, bis</translation>
    </message>
    <message>
        <source>Treasuries</source>
        <translation>Treasuries</translation>
    </message>
    <message>
        <source>Treasury holders: nobody told what they hold.</source>
        <translation>Treasury-Firmen: Niemand teilte mit, was sie halten.</translation>
    </message>
    <message>
        <source>Trend line</source>
        <translation>Trendlinie</translation>
    </message>
    <message>
        <source>Try it now: {title}</source>
        <translation>Jetzt probieren: {title}</translation>
    </message>
    <message>
        <source>Try on history</source>
        <translation>An der Historie testen</translation>
    </message>
    <message>
        <source>Try the keyring again</source>
        <translation>Den Schlüsselbund noch einmal versuchen</translation>
    </message>
    <message>
        <source>Try this rule on history</source>
        <translation>Diese Regel an der Historie testen</translation>
    </message>
    <message>
        <source>Try {level} on history</source>
        <translation>{level} an der Historie testen</translation>
    </message>
    <message>
        <source>Tue</source>
        <translation>Di</translation>
    </message>
    <message>
        <source>Type a part of the name; Return ticks the first that is found</source>
        <translation>Einen Teil des Namens tippen; Eingabe hakt den ersten gefundenen an</translation>
    </message>
    <message>
        <source>Type a price, for example 70,000 or 70k.</source>
        <extracomment>The rules that have a box of their own; others are typed. A price further away than this may be a slip of the finger.</extracomment>
        <translation>Einen Preis eingeben, zum Beispiel 70,000 oder 70k.</translation>
    </message>
    <message>
        <source>Type another to replace it</source>
        <translation>Einen anderen eingeben, um ihn zu ersetzen</translation>
    </message>
    <message>
        <source>Type what you want: an action, a coin, an interval, a level</source>
        <translation>Tippen, was gewünscht ist: eine Aktion, ein Coin, ein Intervall, eine Marke</translation>
    </message>
    <message>
        <source>US 10-year yield</source>
        <translation>US-Rendite 10 Jahre</translation>
    </message>
    <message>
        <source>US rates, indices and the dollar by its documented interface instead of its tables.</source>
        <translation>US-Zinsen, Indizes und der Dollar über seine dokumentierte Schnittstelle statt über seine Tabellen.</translation>
    </message>
    <message>
        <source>USD {percent} in 24 h: price did {percent_2} of it, positions {percent_3}; contracts {percent_4}.</source>
        <translation>USD {percent} in 24 h: davon Preis {percent_2}, Positionen {percent_3}; Kontrakte {percent_4}.</translation>
    </message>
    <message>
        <source>UTC or local time</source>
        <translation>UTC oder Ortszeit</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Undone: {words}.</source>
        <translation>Rückgängig: {words}.</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>Ton an</translation>
    </message>
    <message>
        <source>Unmute alerts</source>
        <translation>Alarme wieder melden</translation>
    </message>
    <message>
        <source>Unread: {text}</source>
        <translation>Ungelesen: {text}</translation>
    </message>
    <message>
        <source>Unrealised</source>
        <translation>Unrealisiert</translation>
    </message>
    <message>
        <source>Unrealised at the present price; a loss is no call for margin, but it feeds the fear of selling.</source>
        <translation>Unrealisiert zum aktuellen Preis; ein Verlust ist kein Margin Call, nährt aber die Angst vor Verkäufen.</translation>
    </message>
    <message>
        <source>Until 8:00 in the morning</source>
        <translation>Bis 8:00 morgens</translation>
    </message>
    <message>
        <source>Up blue, down orange</source>
        <translation>Auf blau, ab orange</translation>
    </message>
    <message>
        <source>Up green, down red</source>
        <translation>Auf grün, ab rot</translation>
    </message>
    <message>
        <source>Up red, down green</source>
        <translation>Auf rot, ab grün</translation>
    </message>
    <message>
        <source>Updates</source>
        <translation>Updates</translation>
    </message>
    <message>
        <source>Urgent alerts are shown in quiet hours</source>
        <translation>Dringende Alarme werden in der Ruhezeit gezeigt</translation>
    </message>
    <message>
        <source>Use for this session</source>
        <translation>Für diese Sitzung benutzen</translation>
    </message>
    <message>
        <source>Use the layout</source>
        <translation>Die Anordnung verwenden</translation>
    </message>
    <message>
        <source>VWAP from a candle on…</source>
        <translation>VWAP ab einer Kerze…</translation>
    </message>
    <message>
        <source>VWAP per day, week or month</source>
        <translation>VWAP je Tag, Woche oder Monat</translation>
    </message>
    <message>
        <source>VWAP since {when} UTC</source>
        <translation>VWAP seit {when} UTC</translation>
    </message>
    <message>
        <source>VWAP {day} {month}</source>
        <translation>VWAP {day} {month}</translation>
    </message>
    <message>
        <source>VWAP {session}</source>
        <extracomment>Candles that an indicator may look at, and standard deviations that a band may be away. The furthest band of a VWAP, in standard deviations. Those that have a scale of their own and so a pane. Those in the unit of price that are drawn over the candles.</extracomment>
        <translation>VWAP {session}</translation>
    </message>
    <message>
        <source>VWAP, {when}</source>
        <translation>VWAP, {when}</translation>
    </message>
    <message>
        <source>Venue</source>
        <extracomment>A clock that is off by less than this is right: the way of an answer takes as long. From here on a clock and a budget deserve a look.</extracomment>
        <translation>Börse</translation>
    </message>
    <message>
        <source>Venue on the tape</source>
        <translation>Börse im Ticker</translation>
    </message>
    <message>
        <source>Venues</source>
        <translation>Börsen</translation>
    </message>
    <message>
        <source>Venues: </source>
        <translation>Börsen: </translation>
    </message>
    <message>
        <source>Version {version} · Python {python_version} · Qt {qversion} · {system} {machine}</source>
        <translation>Version {version} · Python {python_version} · Qt {qversion} · {system} {machine}</translation>
    </message>
    <message>
        <source>Vie&amp;w</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Volumen</translation>
    </message>
    <message>
        <source>Volume at the foot</source>
        <translation>Volumen am Fuß</translation>
    </message>
    <message>
        <source>Volume delta (CVD)</source>
        <translation>Volumendelta (CVD)</translation>
    </message>
    <message>
        <source>Volume delta, {asset}{what} · taker buys less sells</source>
        <translation>Volumendelta, {asset}{what} · Taker-Käufe minus -Verkäufe</translation>
    </message>
    <message>
        <source>Volume profile</source>
        <translation>Volumenprofil</translation>
    </message>
    <message>
        <source>Volume, {asset} per {interval}</source>
        <translation>Volumen, {asset} je {interval}</translation>
    </message>
    <message>
        <source>Waiting for the first candles</source>
        <extracomment>As wide as words are read well, and what stays free at its sides.</extracomment>
        <translation>Wartet auf die ersten Kerzen</translation>
    </message>
    <message>
        <source>Wake up</source>
        <translation>Aufwecken</translation>
    </message>
    <message>
        <source>Watch the price under the mouse</source>
        <translation>Den Preis unter der Maus beobachten</translation>
    </message>
    <message>
        <source>Watch {level}</source>
        <extracomment>Where a sheet stands beside what it is about, and the list of suggestions on the chart.</extracomment>
        <translation>{level} beobachten</translation>
    </message>
    <message>
        <source>Watchlist</source>
        <extracomment>A screen of 1920 × 1080 at 200 % has 960 × 540, of which bars of the desktop take a part.</extracomment>
        <translation>Watchlist</translation>
    </message>
    <message>
        <source>Watermark</source>
        <translation>Wasserzeichen</translation>
    </message>
    <message>
        <source>Wed</source>
        <translation>Mi</translation>
    </message>
    <message>
        <source>Weighted by open interest</source>
        <translation>Gewichtet nach Open Interest</translation>
    </message>
    <message>
        <source>Weighted moving average</source>
        <translation>Gewichteter gleitender Durchschnitt</translation>
    </message>
    <message>
        <source>What Tracker is made of; choose a part to read its licence</source>
        <translation>Woraus Tracker gemacht ist; einen Teil wählen, um seine Lizenz zu lesen</translation>
    </message>
    <message>
        <source>What a first start shows. Later each chart keeps the interval that you choose in it.</source>
        <translation>Was ein erster Start zeigt. Später behält jeder Chart das in ihm gewählte Intervall.</translation>
    </message>
    <message>
        <source>What a key adds, where it is kept, and a test of it</source>
        <translation>Was ein Schlüssel bringt, wo er liegt, und ein Test</translation>
    </message>
    <message>
        <source>What banks earn at the European Central Bank: the price of money in euros.</source>
        <translation>Was Banken bei der Europäischen Zentralbank bekommen: der Preis des Geldes in Euro.</translation>
    </message>
    <message>
        <source>What banks pay each other overnight: the price of money in dollars.</source>
        <translation>Was Banken einander über Nacht zahlen: der Preis des Geldes in Dollar.</translation>
    </message>
    <message>
        <source>What do you want to do?</source>
        <translation>Was soll geschehen?</translation>
    </message>
    <message>
        <source>What each key adds; test, keep and forget them</source>
        <translation>Was jeder Schlüssel bringt; testen, behalten und löschen</translation>
    </message>
    <message>
        <source>What happens in quiet hours is held and told as one summary at their end; nothing is dropped.</source>
        <translation>Was in der Ruhezeit geschieht, wird zurückgehalten und am Ende zusammengefasst; nichts geht verloren.</translation>
    </message>
    <message>
        <source>What has to be so, and is it</source>
        <translation>Was erfüllt sein muss, und ob es das ist</translation>
    </message>
    <message>
        <source>What is liquidated there is missing: a cascade may be found late, and sums are too low.</source>
        <translation>Was dort liquidiert wird, fehlt: Eine Kaskade wird vielleicht spät gefunden, und Summen sind zu klein.</translation>
    </message>
    <message>
        <source>What is not known</source>
        <translation>Was nicht bekannt ist</translation>
    </message>
    <message>
        <source>What is observed is being read…</source>
        <translation>Was beobachtet ist, wird gelesen…</translation>
    </message>
    <message>
        <source>What is shown below the prices, and how</source>
        <translation>Was unter den Preisen gezeigt wird, und wie</translation>
    </message>
    <message>
        <source>What it is asked for</source>
        <translation>Wonach gefragt wird</translation>
    </message>
    <message>
        <source>What its feed carries</source>
        <translation>Was der Feed überträgt</translation>
    </message>
    <message>
        <source>What only they tell stands as it was told last, with its age.</source>
        <translation>Was nur sie melden, steht wie zuletzt gemeldet, mit seinem Alter.</translation>
    </message>
    <message>
        <source>What options expect of the S&amp;P 500 over the next 30 days, percent a year; above 20 is nervous.</source>
        <translation>Was Optionen vom S&amp;P 500 für die nächsten 30 Tage erwarten, Prozent im Jahr; über 20 ist nervös.</translation>
    </message>
    <message>
        <source>What options expect of the coin over the next 30 days, percent a year; a twentieth of it is about a day&apos;s move.</source>
        <translation>Was Optionen vom Coin für die nächsten 30 Tage erwarten, Prozent im Jahr; ein Zwanzigstel davon ist etwa eine Tagesbewegung.</translation>
    </message>
    <message>
        <source>What positions did</source>
        <translation>Was Positionen taten</translation>
    </message>
    <message>
        <source>What positions did, USD since the start of the UTC {since}{dot}without price</source>
        <translation>Was Positionen taten, USD seit Beginn von {since} (UTC){dot}ohne Preis</translation>
    </message>
    <message>
        <source>What stands behind the candles of a picture that is given a watermark; “Tracker” where this is empty.</source>
        <translation>Was hinter den Kerzen eines Bildes mit Wasserzeichen steht; „Tracker“, wo das leer ist.</translation>
    </message>
    <message>
        <source>What stands here is of before.</source>
        <translation>Was hier steht, ist von vorher.</translation>
    </message>
    <message>
        <source>What surrounds the coin</source>
        <translation>Was den Coin umgibt</translation>
    </message>
    <message>
        <source>What the US pays for ten years: as it rises, holding what pays nothing costs more.</source>
        <translation>Was die USA für zehn Jahre zahlen: Steigt es, kostet mehr, was nichts abwirft.</translation>
    </message>
    <message>
        <source>What the note of every export begins with; each can have another. Empty for none.</source>
        <translation>Womit die Notiz jedes Exports beginnt; jeder kann eine andere haben. Leer für keine.</translation>
    </message>
    <message>
        <source>What the table holds</source>
        <translation>Was die Tabelle enthält</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Was gefunden wurde</translation>
    </message>
    <message>
        <source>What works on this desktop, and a test of each way</source>
        <translation>Was in dieser Arbeitsumgebung funktioniert, und ein Test jedes Wegs</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>Mausrad</translation>
    </message>
    <message>
        <source>Wheel: zoom · drag: move · double click: show all</source>
        <translation>Mausrad: zoomen · ziehen: verschieben · Doppelklick: alles zeigen</translation>
    </message>
    <message>
        <source>When a level breaks, Tracker says so once: through the desktop&apos;s notifications where there are any, else from its icon in the tray, else in a line inside this window.</source>
        <extracomment>What is proposed where no quiet hours are set.</extracomment>
        <translation>Wenn eine Marke bricht, sagt Tracker es einmal: über die Meldungen der Arbeitsumgebung, wo es sie gibt, sonst vom Tray-Symbol, sonst in einer Zeile in diesem Fenster.</translation>
    </message>
    <message>
        <source>When it is tried again, and how often it failed</source>
        <translation>Wann es wieder versucht wird und wie oft es fehlschlug</translation>
    </message>
    <message>
        <source>Where price stands against levels: none is set for this coin.</source>
        <translation>Wo der Preis zu den Marken steht: Für diesen Coin ist keine gesetzt.</translation>
    </message>
    <message>
        <source>Where the figures come from</source>
        <translation>Woher die Zahlen kommen</translation>
    </message>
    <message>
        <source>Where {asset} stands could not be read yet.</source>
        <translation>Wo {asset} steht, ließ sich noch nicht lesen.</translation>
    </message>
    <message>
        <source>Where {asset} stands is being read…</source>
        <translation>Wo {asset} steht, wird gelesen…</translation>
    </message>
    <message>
        <source>Whether a published figure of open interest can be true</source>
        <translation>Ob eine veröffentlichte Zahl zum Open Interest stimmen kann</translation>
    </message>
    <message>
        <source>Whether equities say risk-off: no index with a known correlation is fresh.</source>
        <translation>Ob Aktien Risk-off sagen: Kein Index mit bekannter Korrelation ist aktuell.</translation>
    </message>
    <message>
        <source>Whether it can be believed now</source>
        <translation>Ob man ihm jetzt glauben kann</translation>
    </message>
    <message>
        <source>Whether it is calm cannot be assessed</source>
        <translation>Ob es ruhig ist, lässt sich nicht beurteilen</translation>
    </message>
    <message>
        <source>Whether it is over: the stabilisation monitor has nothing to go by.</source>
        <translation>Ob es vorbei ist: Der Stabilisierungsmonitor hat keine Grundlage.</translation>
    </message>
    <message>
        <source>Whether it is over: {why}.</source>
        <translation>Ob es vorbei ist: {why}.</translation>
    </message>
    <message>
        <source>Whether there was a cascade in the last 7 days: too little was observed.</source>
        <translation>Ob es in den letzten 7 Tagen eine Kaskade gab: Zu wenig wurde beobachtet.</translation>
    </message>
    <message>
        <source>Which alerts are listed</source>
        <translation>Welche Alarme aufgelistet werden</translation>
    </message>
    <message>
        <source>Which coin this chart shows</source>
        <translation>Welchen Coin dieser Chart zeigt</translation>
    </message>
    <message>
        <source>While Tracker was away</source>
        <translation>Während Tracker weg war</translation>
    </message>
    <message>
        <source>While Tracker was away or quiet</source>
        <translation>Während Tracker weg oder still war</translation>
    </message>
    <message>
        <source>While muted</source>
        <translation>Während der Stummschaltung</translation>
    </message>
    <message>
        <source>Who is asked</source>
        <translation>Wer gefragt wird</translation>
    </message>
    <message>
        <source>Whoever is between here and there reads what is asked. Keys are never sent that way.</source>
        <translation>Wer dazwischen sitzt, liest, was gefragt wird. Schlüssel werden nie so gesendet.</translation>
    </message>
    <message>
        <source>Whole window</source>
        <translation>Ganzes Fenster</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Why it is not as it should be, with the HTTP status</source>
        <translation>Warum es nicht ist, wie es sein sollte, mit dem HTTP-Status</translation>
    </message>
    <message>
        <source>Wide</source>
        <translation>Breit</translation>
    </message>
    <message>
        <source>Wide, small</source>
        <translation>Breit, klein</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Breite</translation>
    </message>
    <message>
        <source>Width and height in points, for example 1600x900</source>
        <translation>Breite und Höhe in Punkten, zum Beispiel 1600x900</translation>
    </message>
    <message>
        <source>Wind&amp;ow</source>
        <translation>&amp;Fenster</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Zeitraum</translation>
    </message>
    <message>
        <source>Window of the alert</source>
        <translation>Zeitraum des Alarms</translation>
    </message>
    <message>
        <source>Windows of 5 minutes to 30 days</source>
        <translation>Zeiträume von 5 Minuten bis 30 Tagen</translation>
    </message>
    <message>
        <source>Windows starts programs without {variable}, so Tracker would open another folder.</source>
        <extracomment>As macOS knows the entry. Where Windows notes what the user switched off in its own list; an odd first byte is off.</extracomment>
        <translation>Windows startet Programme ohne {variable}; Tracker würde einen anderen Ordner öffnen.</translation>
    </message>
    <message>
        <source>With a paid plan at coinglass.com/pricing; the key is on the account&apos;s page.</source>
        <translation>Mit einem bezahlten Tarif bei coinglass.com/pricing; der Schlüssel steht auf der Seite des Kontos.</translation>
    </message>
    <message>
        <source>With an estimated liquidation map</source>
        <translation>Mit geschätzter Liquidationskarte</translation>
    </message>
    <message>
        <source>With and without a key, totals are the same sums over the same venues: what these services say stands beside them under their name.</source>
        <translation>Mit und ohne Schlüssel sind Summen dieselben, über dieselben Börsen: Was diese Dienste sagen, steht unter ihrem Namen daneben.</translation>
    </message>
    <message>
        <source>Without a network you can look around in a simulated sell-off.</source>
        <translation>Ohne Netz lässt sich ein simulierter Ausverkauf ansehen.</translation>
    </message>
    <message>
        <source>Without volume</source>
        <translation>Ohne Volumen</translation>
    </message>
    <message>
        <source>Without {venue}{last}: it is not known at both ends.</source>
        <translation>Ohne {venue}{last}: nicht an beiden Enden bekannt.</translation>
    </message>
    <message>
        <source>Word of the watermark</source>
        <translation>Wort des Wasserzeichens</translation>
    </message>
    <message>
        <source>Words of what a setting is called or does (Ctrl+F)</source>
        <translation>Wörter, wie eine Einstellung heißt oder was sie tut (Strg+F)</translation>
    </message>
    <message>
        <source>Write a size such as 50K or 1.5M</source>
        <translation>Eine Größe wie 50K oder 1.5M eingeben</translation>
    </message>
    <message>
        <source>Write from when to when, for example {usual_hours}.</source>
        <translation>Von wann bis wann, zum Beispiel {usual_hours}.</translation>
    </message>
    <message>
        <source>Write one of: {forms}</source>
        <translation>Eine davon eingeben: {forms}</translation>
    </message>
    <message>
        <source>Writes the entry that your system has for this, or takes it away</source>
        <translation>Schreibt den Eintrag, den das System dafür hat, oder nimmt ihn weg</translation>
    </message>
    <message>
        <source>Your own words, in the picture as you write them</source>
        <translation>Eigene Worte, im Bild wie geschrieben</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Zoom; with Shift move</source>
        <translation>Zoomen; mit Umschalt verschieben</translation>
    </message>
    <message>
        <source>a candle…</source>
        <translation>eine Kerze…</translation>
    </message>
    <message>
        <source>a cascade was announced</source>
        <translation>eine Kaskade wurde gemeldet</translation>
    </message>
    <message>
        <source>a headline, checked</source>
        <translation>eine Schlagzeile, geprüft</translation>
    </message>
    <message>
        <source>a list of {what}: {example}</source>
        <translation>eine Liste von {what}: {example}</translation>
    </message>
    <message>
        <source>a new wave of liquidations</source>
        <translation>eine neue Welle von Liquidationen</translation>
    </message>
    <message>
        <source>a new {what}</source>
        <translation>ein neues {what}</translation>
    </message>
    <message>
        <source>a quarter of it</source>
        <translation>ein Viertel davon</translation>
    </message>
    <message>
        <source>a service</source>
        <translation>einem Dienst</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>ein Text</translation>
    </message>
    <message>
        <source>a week</source>
        <translation>eine Woche</translation>
    </message>
    <message>
        <source>a week without a new extreme</source>
        <translation>eine Woche ohne neues Extrem</translation>
    </message>
    <message>
        <source>a {called} on {asset}</source>
        <translation>{called} auf {asset}</translation>
    </message>
    <message>
        <source>about as fast as in the week</source>
        <translation>etwa so schnell wie in der Woche</translation>
    </message>
    <message>
        <source>above</source>
        <translation>über</translation>
    </message>
    <message>
        <source>above</source>
        <comment>beyond a level</comment>
        <translation>darüber</translation>
    </message>
    <message>
        <source>absorbed</source>
        <translation>absorbiert</translation>
    </message>
    <message>
        <source>accounts, not their size</source>
        <translation>Konten, nicht ihre Größe</translation>
    </message>
    <message>
        <source>adding {name}</source>
        <translation>{name} hinzufügen</translation>
    </message>
    <message>
        <source>after a hole</source>
        <translation>nach einer Lücke</translation>
    </message>
    <message>
        <source>alert</source>
        <translation>Alarm</translation>
    </message>
    <message numerus="yes">
        <source>all %n feed(s)</source>
        <translation>
            <numerusform>alle %n Feeds</numerusform>
            <numerusform>alle %n Feeds</numerusform>
        </translation>
    </message>
    <message>
        <source>all coins of the watchlist</source>
        <extracomment>What there is to say instead of a comparison: it is being read, or cannot be.</extracomment>
        <translation>alle Coins der Watchlist</translation>
    </message>
    <message>
        <source>all liquidations</source>
        <translation>aller Liquidationen</translation>
    </message>
    <message>
        <source>all three checks pass</source>
        <translation>alle drei Prüfungen bestanden</translation>
    </message>
    <message>
        <source>all {count} heard</source>
        <translation>alle {count} gehört</translation>
    </message>
    <message>
        <source>already beyond when made</source>
        <extracomment>A smaller distance would be written as 0.00 %. Candles in the window of a rule, at least: so many say how it came to what was measured. At most this share of a view is left empty after now.</extracomment>
        <translation>beim Anlegen schon jenseits</translation>
    </message>
    <message>
        <source>an hourly close is missing</source>
        <translation>ein Stundenschluss fehlt</translation>
    </message>
    <message>
        <source>another program holds it</source>
        <translation>ein anderes Programm hält sie fest</translation>
    </message>
    <message>
        <source>any venue</source>
        <translation>irgendeine Börse</translation>
    </message>
    <message>
        <source>armed</source>
        <translation>scharf</translation>
    </message>
    <message>
        <source>as it comes</source>
        <translation>wie es kommt</translation>
    </message>
    <message>
        <source>as read before. {sentence}</source>
        <translation>wie zuvor gelesen. {sentence}</translation>
    </message>
    <message>
        <source>as the service says; not in our sums</source>
        <translation>wie der Dienst es sagt; nicht in unseren Summen</translation>
    </message>
    <message>
        <source>asked only with your consent, see below</source>
        <translation>nur mit Zustimmung gefragt, siehe unten</translation>
    </message>
    <message>
        <source>at least </source>
        <translation>mindestens </translation>
    </message>
    <message>
        <source>at least about {count} liquidations, corrected for the cap</source>
        <translation>mindestens etwa {count} Liquidationen, um das Limit korrigiert</translation>
    </message>
    <message>
        <source>banner at 60, over below 35</source>
        <translation>Meldung ab 60, vorbei unter 35</translation>
    </message>
    <message>
        <source>base not known</source>
        <translation>Basis nicht bekannt</translation>
    </message>
    <message>
        <source>base {usd} in 24 h</source>
        <translation>Basis {usd} in 24 h</translation>
    </message>
    <message>
        <source>being read</source>
        <translation>wird gelesen</translation>
    </message>
    <message>
        <source>being read from the cache…</source>
        <translation>wird aus dem Cache gelesen…</translation>
    </message>
    <message>
        <source>bell</source>
        <translation>Glocke</translation>
    </message>
    <message>
        <source>below</source>
        <translation>unter</translation>
    </message>
    <message>
        <source>below</source>
        <comment>beyond a level</comment>
        <translation>darunter</translation>
    </message>
    <message>
        <source>beta {value} (95&#x202f;%: {low95} to {high95})</source>
        <translation>Beta {value} (95&#x202f;%: {low95} bis {high95})</translation>
    </message>
    <message>
        <source>beyond since {when}, armed when it is back</source>
        <translation>jenseits seit {when}, scharf, sobald zurück</translation>
    </message>
    <message>
        <source>beyond, armed when it is back</source>
        <translation>jenseits, scharf, sobald zurück</translation>
    </message>
    <message>
        <source>blocked</source>
        <translation>gesperrt</translation>
    </message>
    <message>
        <source>blue</source>
        <translation>Blau</translation>
    </message>
    <message>
        <source>bp of OI</source>
        <translation>Bp des OI</translation>
    </message>
    <message>
        <source>broken</source>
        <extracomment>What is written at a candle, and in which tone; the others are arrows alone.</extracomment>
        <translation>gebrochen</translation>
    </message>
    <message>
        <source>broken ({rule})</source>
        <translation>gebrochen ({rule})</translation>
    </message>
    <message>
        <source>buying</source>
        <translation>Zwangskäufe</translation>
    </message>
    <message>
        <source>by its state</source>
        <translation>nach Zustand</translation>
    </message>
    <message>
        <source>cache {size} · {fixed}&#x202f;% CPU</source>
        <translation>Cache {size} · {fixed}&#x202f;% CPU</translation>
    </message>
    <message>
        <source>calm</source>
        <translation>ruhig</translation>
    </message>
    <message>
        <source>candles</source>
        <translation>Kerzen</translation>
    </message>
    <message>
        <source>cannot assess</source>
        <translation>nicht beurteilbar</translation>
    </message>
    <message>
        <source>cannot assess: no venue is known at both ends of 12 h</source>
        <translation>nicht beurteilbar: keine Börse ist an beiden Enden von 12 h bekannt</translation>
    </message>
    <message>
        <source>cannot assess: normal takes 10 days of recording</source>
        <translation>nicht beurteilbar: normal braucht 10 Tage Erfassung</translation>
    </message>
    <message>
        <source>cannot assess: {dead} silent</source>
        <translation>nicht beurteilbar: {dead} schweigt</translation>
    </message>
    <message>
        <source>cannot assess: {share} of 24 h seen</source>
        <translation>nicht beurteilbar: {share} von 24 h gesehen</translation>
    </message>
    <message>
        <source>cannot assess: {share} of 24 h seen, {least} needed</source>
        <translation>nicht beurteilbar: {share} von 24 h gesehen, {least} nötig</translation>
    </message>
    <message>
        <source>cannot assess: {share} of open interest known; {said}</source>
        <translation>nicht beurteilbar: {share} des Open Interest bekannt; {said}</translation>
    </message>
    <message>
        <source>cannot assess: {share} of the last hours seen</source>
        <translation>nicht beurteilbar: {share} der letzten Stunden gesehen</translation>
    </message>
    <message>
        <source>cannot be assessed now</source>
        <translation>jetzt nicht beurteilbar</translation>
    </message>
    <message>
        <source>cannot be read now</source>
        <translation>jetzt nicht lesbar</translation>
    </message>
    <message>
        <source>capped</source>
        <translation>am Limit</translation>
    </message>
    <message>
        <source>caps</source>
        <translation>Marktkap.</translation>
    </message>
    <message>
        <source>cascade</source>
        <translation>Kaskade</translation>
    </message>
    <message>
        <source>cascade index of {window} at {plain} or above</source>
        <translation>Kaskadenindex über {window} bei {plain} oder höher</translation>
    </message>
    <message>
        <source>cascade {index:.0f}</source>
        <extracomment>Colours of venues by their place in the program&apos;s list, so that a venue has one in all panes.</extracomment>
        <translation>Kaskade {index:.0f}</translation>
    </message>
    <message>
        <source>change in 24 h unknown yet</source>
        <translation>Änderung in 24 h noch nicht bekannt</translation>
    </message>
    <message>
        <source>change unknown yet</source>
        <translation>Änderung noch nicht bekannt</translation>
    </message>
    <message>
        <source>changed its role</source>
        <translation>Rolle gewechselt</translation>
    </message>
    <message>
        <source>changing {name}</source>
        <translation>{name} ändern</translation>
    </message>
    <message>
        <source>closed ({day})</source>
        <translation>geschlossen ({day})</translation>
    </message>
    <message>
        <source>compared after 10 days of recording, {days} so far</source>
        <translation>verglichen nach 10 Tagen Erfassung, bisher {days}</translation>
    </message>
    <message>
        <source>complete</source>
        <extracomment>From so many basis points on a fraction says nothing.</extracomment>
        <translation>vollständig</translation>
    </message>
    <message>
        <source>complete: {done}</source>
        <translation>vollständig: {done}</translation>
    </message>
    <message>
        <source>config.toml: {sentence} Its default holds.</source>
        <translation>config.toml: {sentence} Der Standard gilt.</translation>
    </message>
    <message>
        <source>contracts</source>
        <translation>Kontrakte</translation>
    </message>
    <message>
        <source>contracts {percent}</source>
        <translation>Kontrakte {percent}</translation>
    </message>
    <message>
        <source>contracts {percent} in 12 h</source>
        <translation>Kontrakte {percent} in 12 h</translation>
    </message>
    <message>
        <source>cost not known, {a_percent}</source>
        <translation>Einstand nicht bekannt, {a_percent}</translation>
    </message>
    <message>
        <source>cost {price}, {a_percent}</source>
        <translation>Einstand {price}, {a_percent}</translation>
    </message>
    <message>
        <source>counted over {venues}</source>
        <translation>gezählt über {venues}</translation>
    </message>
    <message>
        <source>covered {share}</source>
        <translation>erfasst {share}</translation>
    </message>
    <message>
        <source>d</source>
        <translation>T</translation>
    </message>
    <message>
        <source>day</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>decisively broken</source>
        <translation>entschieden gebrochen</translation>
    </message>
    <message>
        <source>delta</source>
        <translation>Delta</translation>
    </message>
    <message>
        <source>dominance</source>
        <translation>Dominanz</translation>
    </message>
    <message>
        <source>down</source>
        <translation>ausgefallen</translation>
    </message>
    <message>
        <source>drawing {name}</source>
        <translation>Zeichnen: {name}</translation>
    </message>
    <message>
        <source>easing</source>
        <translation>nachlassend</translation>
    </message>
    <message>
        <source>en</source>
        <comment>code of the language of this page</comment>
        <translation>de</translation>
    </message>
    <message>
        <source>equity indices and their correlation with BTC</source>
        <translation>Aktienindizes und ihre Korrelation mit BTC</translation>
    </message>
    <message>
        <source>every {length}</source>
        <translation>alle {length}</translation>
    </message>
    <message>
        <source>expired {when}</source>
        <extracomment>So many of the newest alerts are looked through for the last one of each rule.</extracomment>
        <translation>abgelaufen {when}</translation>
    </message>
    <message>
        <source>expires</source>
        <translation>läuft ab</translation>
    </message>
    <message>
        <source>extreme fear</source>
        <extracomment>Pairs of returns that a correlation looks at; the newest so many. Fewer pairs say nothing: the interval would span most of what is possible. More sessions than these without a value, and a close is stale. Older than this a close is stale without counting sessions. An index that fell by more than this, together with a correlation above zero, is risk-off. Two-sided 95 % of a normal distribution. Upper ends of the bands of 0 to 100.</extracomment>
        <translation>extreme Angst</translation>
    </message>
    <message>
        <source>extreme greed</source>
        <translation>extreme Gier</translation>
    </message>
    <message>
        <source>fail</source>
        <translation>nicht bestanden</translation>
    </message>
    <message>
        <source>false break</source>
        <translation>Fehlausbruch</translation>
    </message>
    <message>
        <source>false break: closed back</source>
        <translation>Fehlausbruch: zurück geschlossen</translation>
    </message>
    <message>
        <source>faster than in the week</source>
        <translation>schneller als in der Woche</translation>
    </message>
    <message>
        <source>fear</source>
        <translation>Angst</translation>
    </message>
    <message>
        <source>feed down: {named}</source>
        <translation>Feed ausgefallen: {named}</translation>
    </message>
    <message>
        <source>feedback not measured</source>
        <translation>Rückkopplung nicht gemessen</translation>
    </message>
    <message>
        <source>feedback unknown</source>
        <translation>Rückkopplung unbekannt</translation>
    </message>
    <message>
        <source>feedback unknown: {why}</source>
        <translation>Rückkopplung unbekannt: {why}</translation>
    </message>
    <message>
        <source>for example {example}</source>
        <translation>zum Beispiel {example}</translation>
    </message>
    <message>
        <source>forced {forced}</source>
        <translation>{forced}</translation>
    </message>
    <message>
        <source>forced {forced}, deleveraging</source>
        <translation>{forced}, Entschuldung</translation>
    </message>
    <message>
        <source>found late</source>
        <translation>nachträglich gefunden</translation>
    </message>
    <message>
        <source>free</source>
        <translation>kostenlos</translation>
    </message>
    <message>
        <source>funding</source>
        <translation>Funding</translation>
    </message>
    <message>
        <source>funding {direction} {rate}&#x202f;% per 8 h</source>
        <translation>Funding {direction} {rate}&#x202f;% je 8 h</translation>
    </message>
    <message>
        <source>gain</source>
        <translation>Gewinn</translation>
    </message>
    <message>
        <source>gap</source>
        <extracomment>How much of its half of a pane a line with a scale of its own takes.</extracomment>
        <translation>Lücke</translation>
    </message>
    <message>
        <source>greed</source>
        <translation>Gier</translation>
    </message>
    <message>
        <source>green</source>
        <translation>Grün</translation>
    </message>
    <message>
        <source>grey</source>
        <translation>Grau</translation>
    </message>
    <message>
        <source>h</source>
        <translation>h</translation>
    </message>
    <message>
        <source>half the peak</source>
        <translation>die halbe Spitze</translation>
    </message>
    <message>
        <source>heavy forced {forced}, positions rebuilt</source>
        <translation>starke {forced}, Positionen neu aufgebaut</translation>
    </message>
    <message>
        <source>held</source>
        <translation>gehalten</translation>
    </message>
    <message>
        <source>high</source>
        <translation>Hoch</translation>
    </message>
    <message>
        <source>high priority</source>
        <translation>hohe Priorität</translation>
    </message>
    <message>
        <source>high volume node</source>
        <translation>Knoten mit hohem Volumen</translation>
    </message>
    <message>
        <source>highest</source>
        <comment>of closes</comment>
        <extracomment>A window has at least so many steps, so that where it ends hardly matters. Longer candles stand in where there are none of these, with at least so many a window.</extracomment>
        <translation>höchster</translation>
    </message>
    <message>
        <source>highest</source>
        <extracomment>From here on a rank needs a digit more, and where it is as good as the end.</extracomment>
        <translation>höchstes</translation>
    </message>
    <message>
        <source>hours without a price since the last extreme</source>
        <translation>Stunden ohne Preis seit dem letzten Extrem</translation>
    </message>
    <message>
        <source>how many coins there are is not known</source>
        <translation>wie viele Coins es gibt, ist nicht bekannt</translation>
    </message>
    <message>
        <source>importing {count} levels</source>
        <translation>{count} Marken importieren</translation>
    </message>
    <message>
        <source>in 24 h</source>
        <translation>in 24 h</translation>
    </message>
    <message>
        <source>in circulation</source>
        <translation>im Umlauf</translation>
    </message>
    <message>
        <source>in {length}</source>
        <translation>in {length}</translation>
    </message>
    <message>
        <source>index below {minus}1{narrow}%, correlation above 0</source>
        <translation>Index unter {minus}1{narrow}%, Korrelation über 0</translation>
    </message>
    <message>
        <source>indices</source>
        <translation>Indizes</translation>
    </message>
    <message>
        <source>instruments</source>
        <translation>Märkte</translation>
    </message>
    <message>
        <source>it has no symbol.</source>
        <translation>ohne symbol.</translation>
    </message>
    <message>
        <source>it is damaged</source>
        <translation>sie ist beschädigt</translation>
    </message>
    <message>
        <source>it is not UTF-8 text</source>
        <translation>es ist kein UTF-8-Text</translation>
    </message>
    <message>
        <source>it is not a database, or damaged</source>
        <translation>sie ist keine Datenbank oder beschädigt</translation>
    </message>
    <message>
        <source>it is that of {where} {earlier} once more.</source>
        <extracomment>So many faults are named; the rest is counted.</extracomment>
        <translation>noch einmal das von {where} {earlier}.</translation>
    </message>
    <message>
        <source>it may not be opened</source>
        <translation>sie darf nicht geöffnet werden</translation>
    </message>
    <message>
        <source>it may not be written</source>
        <translation>sie darf nicht beschrieben werden</translation>
    </message>
    <message>
        <source>its base is not known: it takes 10 days of recording</source>
        <translation>Basis nicht bekannt: Es braucht 10 Tage Erfassung</translation>
    </message>
    <message>
        <source>judged up to {when}</source>
        <translation>beurteilt bis {when}</translation>
    </message>
    <message>
        <source>keep has no {name}; there are: {known}.</source>
        <extracomment>What is kept where nothing is said; None is for ever. Ten years of minutes: nobody who imports a past loses it, and where the cache is full they go first. Alerts and charts of today need this much, whatever is wished. What goes first where the cache is full: the least valuable kind, down to so much of it. What can be fetched again, or leaves its sums behind, is worth least.</extracomment>
        <translation>keep kennt {name} nicht; es gibt: {known}.</translation>
    </message>
    <message>
        <source>keep is a table, for example [keep] with liquidations = &quot;90d&quot;.</source>
        <translation>keep ist eine Tabelle, zum Beispiel [keep] mit liquidations = &quot;90d&quot;.</translation>
    </message>
    <message>
        <source>keep.size is 100MB at least.</source>
        <translation>keep.size ist mindestens 100MB.</translation>
    </message>
    <message>
        <source>keep.size is like &quot;4GB&quot; or &quot;800MB&quot;.</source>
        <translation>keep.size ist etwa &quot;4GB&quot; oder &quot;800MB&quot;.</translation>
    </message>
    <message>
        <source>keep.{name} is a week at least: alerts and charts need that much.</source>
        <translation>keep.{name} ist mindestens eine Woche: So viel brauchen Meldungen und Charts.</translation>
    </message>
    <message>
        <source>keep.{name} is like &quot;90d&quot;, &quot;12w&quot;, &quot;2y&quot; or &quot;{for_ever}&quot;.</source>
        <translation>keep.{name} ist etwa &quot;90d&quot;, &quot;12w&quot;, &quot;2y&quot; oder &quot;{for_ever}&quot;.</translation>
    </message>
    <message>
        <source>key in the keyring</source>
        <translation>Schlüssel im Schlüsselbund</translation>
    </message>
    <message>
        <source>key until Tracker is closed</source>
        <translation>Schlüssel, bis Tracker geschlossen wird</translation>
    </message>
    <message>
        <source>largest day {when}: {usd}{part}</source>
        <translation>größter Tag {when}: {usd}{part}</translation>
    </message>
    <message>
        <source>largest long</source>
        <extracomment>So many discs are in view at most: the largest. Radii in logical pixels: of the reference, and of the smallest that is drawn. The so-manieth largest that is known has the full radius, so that one giant leaves the rest visible.</extracomment>
        <translation>größter Long</translation>
    </message>
    <message>
        <source>largest short</source>
        <translation>größter Short</translation>
    </message>
    <message>
        <source>largest single one {usd}</source>
        <translation>größte einzelne {usd}</translation>
    </message>
    <message>
        <source>last {when}: {title}</source>
        <translation>zuletzt {when}: {title}</translation>
    </message>
    <message>
        <source>learning what is normal: {learnt_days:.0f} of {least} days</source>
        <translation>lernt, was normal ist: {learnt_days:.0f} von {least} Tagen</translation>
    </message>
    <message>
        <source>less than an hour</source>
        <translation>weniger als eine Stunde</translation>
    </message>
    <message>
        <source>less than half observed: not compared</source>
        <translation>weniger als die Hälfte beobachtet: nicht verglichen</translation>
    </message>
    <message>
        <source>level {percent}</source>
        <translation>Marke {percent}</translation>
    </message>
    <message>
        <source>levels to save</source>
        <translation>zu speichernde Marken</translation>
    </message>
    <message>
        <source>levels, alerts, drawings, layouts: yours, nowhere else</source>
        <translation>Marken, Alarme, Zeichnungen, Anordnungen: nur hier, sonst nirgends</translation>
    </message>
    <message>
        <source>linear, as no price is in view</source>
        <translation>linear, da kein Preis zu sehen ist</translation>
    </message>
    <message>
        <source>linear, as prices reach zero</source>
        <extracomment>The price that is 0 %; None where the scale is not in percent.</extracomment>
        <translation>linear, da Preise bis null reichen</translation>
    </message>
    <message>
        <source>liquidation pressure</source>
        <translation>Liquidationsdruck</translation>
    </message>
    <message>
        <source>liquidation sums</source>
        <translation>Liquidationssummen</translation>
    </message>
    <message>
        <source>liquidations</source>
        <translation>Liquidationen</translation>
    </message>
    <message>
        <source>liquidations over {window}</source>
        <translation>Liquidationen über {window}</translation>
    </message>
    <message>
        <source>liquidations recorded since {at} · </source>
        <translation>Liquidationen erfasst seit {at} · </translation>
    </message>
    <message>
        <source>liquidations: {who}</source>
        <translation>Liquidationen: {who}</translation>
    </message>
    <message>
        <source>lists not read yet</source>
        <translation>Listen noch nicht gelesen</translation>
    </message>
    <message>
        <source>live</source>
        <translation>live</translation>
    </message>
    <message>
        <source>loading history {share}</source>
        <translation>lädt Historie {share}</translation>
    </message>
    <message>
        <source>long</source>
        <extracomment>All of them, for the list of translations.</extracomment>
        <translation>Long</translation>
    </message>
    <message>
        <source>long accounts</source>
        <translation>Long-Konten</translation>
    </message>
    <message>
        <source>long build-up</source>
        <translation>Long-Aufbau</translation>
    </message>
    <message>
        <source>long unwinding</source>
        <translation>Long-Abbau</translation>
    </message>
    <message>
        <source>longer candles</source>
        <translation>längere Kerzen</translation>
    </message>
    <message>
        <source>longs</source>
        <translation>Longs</translation>
    </message>
    <message>
        <source>longs ahead by</source>
        <translation>Longs voraus um</translation>
    </message>
    <message>
        <source>longs down, shorts up</source>
        <translation>Longs unten, Shorts oben</translation>
    </message>
    <message>
        <source>longs {direction} {share} of liquidations in {window}</source>
        <translation>Longs {direction} {share} der Liquidationen in {window}</translation>
    </message>
    <message>
        <source>longs {share}</source>
        <translation>Longs {share}</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>low</source>
        <translation>Tief</translation>
    </message>
    <message>
        <source>lowest</source>
        <comment>of closes</comment>
        <translation>niedrigster</translation>
    </message>
    <message>
        <source>lowest</source>
        <translation>niedrigstes</translation>
    </message>
    <message>
        <source>mark {price} {away} · {titles}</source>
        <translation>Mark {price} {away} · {titles}</translation>
    </message>
    <message>
        <source>market cap</source>
        <translation>Marktkap.</translation>
    </message>
    <message>
        <source>may be deleted at any time</source>
        <translation>darf jederzeit gelöscht werden</translation>
    </message>
    <message>
        <source>may be edited</source>
        <translation>darf bearbeitet werden</translation>
    </message>
    <message>
        <source>measurement</source>
        <translation>Messung</translation>
    </message>
    <message>
        <source>median of the venues</source>
        <translation>Median der Börsen</translation>
    </message>
    <message>
        <source>min</source>
        <translation>min</translation>
    </message>
    <message>
        <source>min $</source>
        <translation>min. $</translation>
    </message>
    <message>
        <source>month</source>
        <translation>Monat</translation>
    </message>
    <message>
        <source>more than 5M, or 5x normal</source>
        <translation>mehr als 5M oder 5x normal</translation>
    </message>
    <message>
        <source>more than max({share}, {ranges}) </source>
        <translation>mehr als max({share}, {ranges}) </translation>
    </message>
    <message>
        <source>more than {share} </source>
        <translation>mehr als {share} </translation>
    </message>
    <message>
        <source>move</source>
        <translation>Bewegung</translation>
    </message>
    <message>
        <source>moving {name}</source>
        <translation>{name} verschieben</translation>
    </message>
    <message>
        <source>n/a</source>
        <translation>k. A.</translation>
    </message>
    <message>
        <source>nearest level {level}, {gap}</source>
        <translation>nächste Marke {level}, {gap}</translation>
    </message>
    <message>
        <source>net this UTC {anchor_name}</source>
        <translation>netto, {anchor_name} (UTC)</translation>
    </message>
    <message>
        <source>neutral</source>
        <translation>neutral</translation>
    </message>
    <message>
        <source>never</source>
        <extracomment>What the field of the end offers; a date or `10d` can be typed.</extracomment>
        <translation>nie</translation>
    </message>
    <message>
        <source>next try in {left_s} min</source>
        <translation>nächster Versuch in {left_s} min</translation>
    </message>
    <message>
        <source>next try in {left_s} s</source>
        <translation>nächster Versuch in {left_s} s</translation>
    </message>
    <message>
        <source>no alert so far</source>
        <translation>noch kein Alarm</translation>
    </message>
    <message>
        <source>no bands</source>
        <translation>keine Bänder</translation>
    </message>
    <message>
        <source>no candles of it can be had</source>
        <translation>dafür sind keine Kerzen zu haben</translation>
    </message>
    <message>
        <source>no data yet</source>
        <translation>noch keine Daten</translation>
    </message>
    <message>
        <source>no episode is known</source>
        <translation>keine Episode bekannt</translation>
    </message>
    <message>
        <source>no episode: there is nothing to be over</source>
        <translation>keine Episode: nichts, was vorbei sein könnte</translation>
    </message>
    <message>
        <source>no feed is connected</source>
        <extracomment>So long nothing may come without a word. More than these are counted, where there is room for a line.</extracomment>
        <translation>kein Feed ist verbunden</translation>
    </message>
    <message>
        <source>no feed was observed in the last 24 h</source>
        <translation>in den letzten 24 h wurde kein Feed beobachtet</translation>
    </message>
    <message>
        <source>no fresh market cap or open interest</source>
        <translation>Marktkapitalisierung oder Open Interest nicht frisch</translation>
    </message>
    <message>
        <source>no history yet</source>
        <translation>noch keine Historie</translation>
    </message>
    <message>
        <source>no index falls with it</source>
        <translation>kein Index fällt mit</translation>
    </message>
    <message>
        <source>no key</source>
        <translation>kein Schlüssel</translation>
    </message>
    <message>
        <source>no key that can be read</source>
        <translation>kein lesbarer Schlüssel</translation>
    </message>
    <message>
        <source>no leader within a minute</source>
        <translation>niemand führt innerhalb einer Minute</translation>
    </message>
    <message>
        <source>no level</source>
        <translation>keine Marke</translation>
    </message>
    <message>
        <source>no level on the list</source>
        <translation>keine Marke auf der Liste</translation>
    </message>
    <message>
        <source>no measurable feedback</source>
        <translation>keine messbare Rückkopplung</translation>
    </message>
    <message>
        <source>no new extreme for {hours}</source>
        <translation>kein neues Extrem seit {hours}</translation>
    </message>
    <message>
        <source>no news for {length} · {line}</source>
        <translation>nichts Neues seit {length} · {line}</translation>
    </message>
    <message>
        <source>no price</source>
        <translation>kein Preis</translation>
    </message>
    <message>
        <source>no price yet</source>
        <translation>noch kein Preis</translation>
    </message>
    <message>
        <source>no risk-off</source>
        <translation>kein Risk-off</translation>
    </message>
    <message>
        <source>no service with a key has any of this time, at this interval</source>
        <translation>kein Dienst mit Schlüssel hat diese Zeit in diesem Intervall</translation>
    </message>
    <message>
        <source>no sure leader</source>
        <translation>niemand führt sicher</translation>
    </message>
    <message>
        <source>no venue has said yet</source>
        <translation>noch hat keine Börse etwas gesagt</translation>
    </message>
    <message>
        <source>no venue yet</source>
        <translation>noch keine Börse</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>niemandem</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>none reported</source>
        <translation>keine gemeldet</translation>
    </message>
    <message>
        <source>normal</source>
        <translation>normal</translation>
    </message>
    <message>
        <source>normal: the median day of 30, {usd}</source>
        <translation>normal: der Median-Tag von 30, {usd}</translation>
    </message>
    <message>
        <source>not heard</source>
        <translation>nicht gehört</translation>
    </message>
    <message>
        <source>not here</source>
        <translation>nicht hier</translation>
    </message>
    <message>
        <source>not judged yet</source>
        <translation>noch nicht beurteilt</translation>
    </message>
    <message>
        <source>not kept</source>
        <translation>nicht aufbewahrt</translation>
    </message>
    <message>
        <source>not known</source>
        <extracomment>A sentence within another one, in words that are stored.</extracomment>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>not observed</source>
        <translation>nicht beobachtet</translation>
    </message>
    <message>
        <source>not placed yet</source>
        <extracomment>A figure older than this is not the present. A mark price nearer than this to the reference price is not worth a word. Days that go into the daily ATR: Wilder&apos;s average forgets what is older. Days whose changes say how much is none. Candles that a chart begins with.</extracomment>
        <translation>noch nicht eingeordnet</translation>
    </message>
    <message>
        <source>not said</source>
        <translation>nicht gesagt</translation>
    </message>
    <message>
        <source>not seasonally adjusted</source>
        <translation>nicht saisonbereinigt</translation>
    </message>
    <message>
        <source>not seen as a whole</source>
        <translation>nicht vollständig gesehen</translation>
    </message>
    <message>
        <source>not snoozed</source>
        <translation>schlummert nicht</translation>
    </message>
    <message>
        <source>not told by {venue}</source>
        <translation>von {venue} nicht gemeldet</translation>
    </message>
    <message>
        <source>not watched</source>
        <translation>nicht beobachtet</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>nothing known yet</source>
        <translation>noch nichts bekannt</translation>
    </message>
    <message>
        <source>nothing received yet</source>
        <translation>noch nichts empfangen</translation>
    </message>
    <message>
        <source>nothing stands out in its history</source>
        <translation>in seiner Historie sticht nichts hervor</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>observed total</source>
        <extracomment>How often the chosen coin is read at most while prices move.</extracomment>
        <translation>beobachtete Summe</translation>
    </message>
    <message>
        <source>of {asset} stands in contracts</source>
        <translation>von {asset} steht in Kontrakten</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>on</source>
        <translation>an</translation>
    </message>
    <message>
        <source>on   {right}</source>
        <translation>an   {right}</translation>
    </message>
    <message>
        <source>one-sided · {included}</source>
        <translation>einseitig · {included}</translation>
    </message>
    <message>
        <source>one-sided, fresh venues only</source>
        <translation>einseitig, nur aktuelle Börsen</translation>
    </message>
    <message>
        <source>open</source>
        <extracomment>A session without a quote for so long is a holiday, or the quotes do not come.</extracomment>
        <translation>offen</translation>
    </message>
    <message>
        <source>open interest</source>
        <translation>Open Interest</translation>
    </message>
    <message>
        <source>orange</source>
        <translation>Orange</translation>
    </message>
    <message>
        <source>others, for example close:4h*2+0.5%</source>
        <translation>andere, zum Beispiel close:4h*2+0.5%</translation>
    </message>
    <message>
        <source>pace above half of its peak again</source>
        <translation>Tempo wieder über der halben Spitze</translation>
    </message>
    <message>
        <source>pace at most half of its peak</source>
        <extracomment>So many of the newest turns of an episode are remembered.</extracomment>
        <translation>Tempo höchstens halbe Spitze</translation>
    </message>
    <message>
        <source>pace {found:.1f} times its base</source>
        <translation>Tempo {found:.1f}-fache Basis</translation>
    </message>
    <message>
        <source>paid</source>
        <translation>kostenpflichtig</translation>
    </message>
    <message>
        <source>pass</source>
        <translation>bestanden</translation>
    </message>
    <message>
        <source>paused · {count} waiting</source>
        <translation>angehalten · {count} warten</translation>
    </message>
    <message>
        <source>peak {usd} in 24 h{at}</source>
        <translation>Spitze {usd} in 24 h{at}</translation>
    </message>
    <message>
        <source>per bar</source>
        <translation>je Balken</translation>
    </message>
    <message>
        <source>per {per}</source>
        <translation>je {per}</translation>
    </message>
    <message>
        <source>per {session}</source>
        <translation>je {session}</translation>
    </message>
    <message>
        <source>pink</source>
        <translation>Rosa</translation>
    </message>
    <message>
        <source>pivot</source>
        <translation>Pivot</translation>
    </message>
    <message>
        <source>pivots</source>
        <translation>Pivots</translation>
    </message>
    <message>
        <source>point of control</source>
        <translation>Point of Control</translation>
    </message>
    <message>
        <source>positions</source>
        <translation>Positionen</translation>
    </message>
    <message>
        <source>predicted</source>
        <translation>Prognose</translation>
    </message>
    <message>
        <source>predicted pale</source>
        <translation>Prognose blass</translation>
    </message>
    <message>
        <source>price</source>
        <extracomment>The checks where there is room for one word each.</extracomment>
        <translation>Preis</translation>
    </message>
    <message>
        <source>price was not known in this episode</source>
        <extracomment>Hours that are this far behind were not judged: they are being read, or no engine ran. How a share of coverage is called where it is too little.</extracomment>
        <translation>Preis war in dieser Episode nicht bekannt</translation>
    </message>
    <message>
        <source>prices: {who}</source>
        <translation>Preise: {who}</translation>
    </message>
    <message>
        <source>prior {name} high</source>
        <translation>voriges Hoch ({name})</translation>
    </message>
    <message>
        <source>prior {name} low</source>
        <translation>voriges Tief ({name})</translation>
    </message>
    <message>
        <source>prominence {prominence:.0f}</source>
        <translation>Prominenz {prominence:.0f}</translation>
    </message>
    <message>
        <source>purple</source>
        <translation>Violett</translation>
    </message>
    <message>
        <source>quiet</source>
        <translation>still</translation>
    </message>
    <message>
        <source>quiet: proven alive, nothing for {length}</source>
        <translation>still: nachweislich am Leben, nichts seit {length}</translation>
    </message>
    <message>
        <source>rates</source>
        <translation>Zinsen</translation>
    </message>
    <message>
        <source>ratios</source>
        <translation>Long/Short</translation>
    </message>
    <message>
        <source>ray</source>
        <translation>Strahl</translation>
    </message>
    <message>
        <source>reclaimed</source>
        <translation>zurückerobert</translation>
    </message>
    <message>
        <source>rectangle</source>
        <translation>Rechteck</translation>
    </message>
    <message>
        <source>red</source>
        <translation>Rot</translation>
    </message>
    <message>
        <source>rejected at the level</source>
        <translation>an der Marke abgewiesen</translation>
    </message>
    <message>
        <source>removing all drawings on {asset}</source>
        <translation>alle Zeichnungen auf {asset} entfernen</translation>
    </message>
    <message>
        <source>removing {name}</source>
        <translation>{name} entfernen</translation>
    </message>
    <message>
        <source>resistance</source>
        <translation>Widerstand</translation>
    </message>
    <message>
        <source>retested</source>
        <translation>erneut getestet</translation>
    </message>
    <message>
        <source>risk-off</source>
        <translation>Risk-off</translation>
    </message>
    <message>
        <source>risk-off ?</source>
        <translation>Risk-off ?</translation>
    </message>
    <message>
        <source>role changed</source>
        <translation>Rollenwechsel</translation>
    </message>
    <message>
        <source>round number</source>
        <extracomment>Older ones weigh as little as these: next to nothing, yet above what a float can hold. The step between round numbers is at most this share of the price.</extracomment>
        <translation>runde Zahl</translation>
    </message>
    <message>
        <source>sampled, one a second at most</source>
        <translation>Stichprobe, höchstens eine je Sekunde</translation>
    </message>
    <message>
        <source>selling</source>
        <translation>Zwangsverkäufe</translation>
    </message>
    <message>
        <source>sentiment</source>
        <translation>Stimmung</translation>
    </message>
    <message>
        <source>share of {of} not known</source>
        <translation>Anteil an {of} nicht bekannt</translation>
    </message>
    <message>
        <source>short</source>
        <translation>Short</translation>
    </message>
    <message>
        <source>short build-up</source>
        <translation>Short-Aufbau</translation>
    </message>
    <message>
        <source>short covering</source>
        <translation>Short-Eindeckung</translation>
    </message>
    <message>
        <source>shorts</source>
        <translation>Shorts</translation>
    </message>
    <message>
        <source>shorts ahead by</source>
        <translation>Shorts voraus um</translation>
    </message>
    <message>
        <source>silent for</source>
        <translation>schweigt</translation>
    </message>
    <message>
        <source>silent {length} after it spoke</source>
        <translation>schweigt {length} nach einem Alarm</translation>
    </message>
    <message>
        <source>since the start of the UTC {anchor_name}</source>
        <translation>seit Beginn von {anchor_name} (UTC)</translation>
    </message>
    <message>
        <source>since {day}</source>
        <translation>seit {day}</translation>
    </message>
    <message>
        <source>since {when}</source>
        <translation>seit {when}</translation>
    </message>
    <message>
        <source>slower than in the week, not faster</source>
        <translation>langsamer als in der Woche, nicht schneller</translation>
    </message>
    <message>
        <source>snoozed until {when}</source>
        <translation>schlummert bis {when}</translation>
    </message>
    <message>
        <source>some figures</source>
        <translation>einige Zahlen</translation>
    </message>
    <message>
        <source>sorted by</source>
        <translation>sortiert nach</translation>
    </message>
    <message>
        <source>stabilised</source>
        <translation>stabilisiert</translation>
    </message>
    <message>
        <source>stale</source>
        <translation>veraltet</translation>
    </message>
    <message>
        <source>stale, {age} old</source>
        <extracomment>Series in which a rise is no good and a fall no bad news: their changes have no colour. Series that are told all the time, and compared with the day before.</extracomment>
        <translation>veraltet, {age} alt</translation>
    </message>
    <message>
        <source>still running</source>
        <translation>läuft noch</translation>
    </message>
    <message>
        <source>strained</source>
        <translation>angespannt</translation>
    </message>
    <message>
        <source>stress</source>
        <translation>angespannt</translation>
    </message>
    <message>
        <source>suggested from history</source>
        <translation>aus der Historie vorgeschlagen</translation>
    </message>
    <message>
        <source>support</source>
        <translation>Unterstützung</translation>
    </message>
    <message>
        <source>teal</source>
        <translation>Petrol</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>the column Next try says when</source>
        <translation>die Spalte „Nächster Versuch“ sagt, wann</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>die Platte ist voll</translation>
    </message>
    <message>
        <source>the disk reports an error</source>
        <translation>die Platte meldet einen Fehler</translation>
    </message>
    <message>
        <source>the episode&apos;s high</source>
        <translation>das Hoch der Episode</translation>
    </message>
    <message>
        <source>the episode&apos;s low</source>
        <translation>das Tief der Episode</translation>
    </message>
    <message>
        <source>the hours before are not judged yet</source>
        <translation>die Stunden davor sind noch nicht beurteilt</translation>
    </message>
    <message>
        <source>the last cascade</source>
        <translation>die letzte Kaskade</translation>
    </message>
    <message>
        <source>the left edge of the view</source>
        <translation>linker Rand der Ansicht</translation>
    </message>
    <message>
        <source>the median window held {usd}</source>
        <translation>der Median-Zeitraum enthielt {usd}</translation>
    </message>
    <message>
        <source>the next one of the ladder</source>
        <translation>die nächste der Leiter</translation>
    </message>
    <message>
        <source>the rest</source>
        <translation>der Rest</translation>
    </message>
    <message>
        <source>the stabilisation monitor</source>
        <translation>der Stabilisierungsmonitor</translation>
    </message>
    <message>
        <source>the venue</source>
        <translation>der Börse</translation>
    </message>
    <message>
        <source>the venue&apos;s own sums</source>
        <translation>eigene Summen der Börse</translation>
    </message>
    <message>
        <source>the venues with a past are not observed now</source>
        <translation>die Börsen mit Vergangenheit werden jetzt nicht beobachtet</translation>
    </message>
    <message>
        <source>tickers</source>
        <translation>Ticker</translation>
    </message>
    <message>
        <source>to cursor</source>
        <translation>bis Zeiger</translation>
    </message>
    <message>
        <source>to {when} UTC</source>
        <translation>bis {when} UTC</translation>
    </message>
    <message>
        <source>too little was observed to call it calm</source>
        <translation>zu wenig wurde beobachtet, um es ruhig zu nennen</translation>
    </message>
    <message>
        <source>too little was seen of the 24 hours to {when}</source>
        <translation>von den 24 Stunden bis {when} wurde zu wenig gesehen</translation>
    </message>
    <message>
        <source>too little was seen to draw the pace</source>
        <translation>zu wenig gesehen, um das Tempo zu zeichnen</translation>
    </message>
    <message>
        <source>touched</source>
        <translation>berührt</translation>
    </message>
    <message>
        <source>traded beyond</source>
        <translation>jenseits gehandelt</translation>
    </message>
    <message>
        <source>treasuries</source>
        <translation>Treasuries</translation>
    </message>
    <message>
        <source>trend line</source>
        <extracomment>The widths a line can have, logical pixels. So much can be written at one drawing.</extracomment>
        <translation>Trendlinie</translation>
    </message>
    <message>
        <source>tried</source>
        <translation>versucht</translation>
    </message>
    <message>
        <source>true or false</source>
        <extracomment>What TOML holds of a setting.</extracomment>
        <translation>true oder false</translation>
    </message>
    <message>
        <source>trying now</source>
        <translation>versucht es jetzt</translation>
    </message>
    <message>
        <source>unknown</source>
        <extracomment>The trailing window, in seconds. How many seconds of flow and of returns go into one return. With fewer liquidations or less price swept nothing can be said. The least seconds with a price on both sides, and their least share of the window. Seconds that repeat one another so closely have no answer. Standard errors on either side of a 90 % interval. Above these: amplifying, self-feeding.</extracomment>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>until tomorrow</source>
        <translation>bis morgen</translation>
    </message>
    <message>
        <source>until {when}</source>
        <translation>bis {when}</translation>
    </message>
    <message>
        <source>until {when} · open interest {interest} · a long liquidation is a forced sell</source>
        <translation>bis {when} · Open Interest {interest} · eine Long-Liquidation ist ein Zwangsverkauf</translation>
    </message>
    <message>
        <source>used</source>
        <translation>genutzt</translation>
    </message>
    <message>
        <source>usual</source>
        <translation>üblich</translation>
    </message>
    <message>
        <source>value area high</source>
        <translation>Hoch der Value Area</translation>
    </message>
    <message>
        <source>value area low</source>
        <translation>Tief der Value Area</translation>
    </message>
    <message>
        <source>volatility</source>
        <translation>Volatilität</translation>
    </message>
    <message>
        <source>volume</source>
        <translation>Volumen</translation>
    </message>
    <message>
        <source>was {role}, broken {when}</source>
        <translation>{role} bis {when}</translation>
    </message>
    <message>
        <source>was {state}</source>
        <extracomment>Nothing was told for so long that a state is of then.</extracomment>
        <translation>war {state}</translation>
    </message>
    <message>
        <source>watched</source>
        <translation>beobachtet</translation>
    </message>
    <message>
        <source>watching {asset} {level}</source>
        <translation>{asset} {level} beobachten</translation>
    </message>
    <message>
        <source>week</source>
        <translation>Woche</translation>
    </message>
    <message>
        <source>weighted by open interest</source>
        <translation>gewichtet nach Open Interest</translation>
    </message>
    <message>
        <source>what happened, for when something is wrong</source>
        <translation>was geschah, falls etwas nicht stimmt</translation>
    </message>
    <message>
        <source>why it matters</source>
        <translation>warum sie wichtig ist</translation>
    </message>
    <message>
        <source>without {named} ({state})</source>
        <translation>ohne {named} ({state})</translation>
    </message>
    <message>
        <source>works</source>
        <translation>geht</translation>
    </message>
    <message>
        <source>worst hourly close {price}</source>
        <translation>schlechtester Stundenschluss {price}</translation>
    </message>
    <message>
        <source>worst {percent}</source>
        <translation>äußerstens {percent}</translation>
    </message>
    <message>
        <source>year</source>
        <translation>Jahr</translation>
    </message>
    <message>
        <source>years of candles and rates</source>
        <translation>Jahre an Kerzen und Sätzen</translation>
    </message>
    <message>
        <source>yellow</source>
        <translation>Gelb</translation>
    </message>
    <message>
        <source>your levels, judged on the reference market</source>
        <translation>eigene Marken, bewertet am Referenzmarkt</translation>
    </message>
    <message>
        <source>your words on the picture</source>
        <translation>eigene Worte auf dem Bild</translation>
    </message>
    <message>
        <source>{age} ago</source>
        <translation>vor {age}</translation>
    </message>
    <message>
        <source>{assessed} of {count} assessed</source>
        <translation>{assessed} von {count} beurteilt</translation>
    </message>
    <message>
        <source>{asset} cascade index {value:.0f}: {what}</source>
        <translation>{asset} Kaskadenindex {value:.0f}: {what}</translation>
    </message>
    <message>
        <source>{asset} funding {percent} per 8 h, {way} {limit}</source>
        <extracomment>A settled rate is the present one until the next settlement, with room for a late one. The rate of the coming settlement counts only at the present.</extracomment>
        <translation>{asset} Funding {percent} je 8 h, {way} {limit}</translation>
    </message>
    <message>
        <source>{asset} is at {price}, {percent} in 24 h.</source>
        <translation>{asset} steht bei {price}, {percent} in 24 h.</translation>
    </message>
    <message>
        <source>{asset} is at {price}.</source>
        <translation>{asset} steht bei {price}.</translation>
    </message>
    <message>
        <source>{asset} is near {level}: {way}.</source>
        <translation>{asset} ist nahe an {level}: {way}.</translation>
    </message>
    <message>
        <source>{asset} is not on the watchlist any more.</source>
        <extracomment>Candles on a picture, and at least on the chart.</extracomment>
        <translation>{asset} ist nicht mehr auf der Watchlist.</translation>
    </message>
    <message>
        <source>{asset} is not watched any more: nothing is asked about it, and its levels and rules rest. What is stored of it stays.</source>
        <translation>{asset} wird nicht mehr beobachtet: Nichts wird dazu gefragt, Marken und Regeln ruhen. Was gespeichert ist, bleibt.</translation>
    </message>
    <message>
        <source>{asset} is the last coin on the list, so it stays.</source>
        <translation>{asset} ist der letzte Coin auf der Liste und bleibt darum.</translation>
    </message>
    <message>
        <source>{asset} is the last coin on the watchlist, so it stays.</source>
        <extracomment>Remembers the watched coins; raises TrackerError where that cannot be.</extracomment>
        <translation>{asset} ist der letzte Coin auf der Watchlist und bleibt darum.</translation>
    </message>
    <message>
        <source>{asset} is {parts} of the coins watched ({scope}).</source>
        <translation>{asset} macht {parts} der beobachteten Coins aus ({scope}).</translation>
    </message>
    <message>
        <source>{asset} liquidations</source>
        <translation>{asset}-Liquidationen</translation>
    </message>
    <message>
        <source>{asset} longs are {share} of liquidations in {window}</source>
        <translation>{asset} Longs sind {share} der Liquidationen in {window}</translation>
    </message>
    <message>
        <source>{asset} moved {percent} for each 1 % of {leader} (95 % interval {low} to {high})</source>
        <translation>{asset} bewegte sich {percent} je 1&#x202f;% von {leader} (95-%-Intervall {low} bis {high})</translation>
    </message>
    <message>
        <source>{asset} open interest {percent} in {window}</source>
        <translation>{asset} Open Interest {percent} in {window}</translation>
    </message>
    <message>
        <source>{asset} price</source>
        <translation>{asset} Preis</translation>
    </message>
    <message>
        <source>{asset} {interval} – Tracker{market}</source>
        <translation>{asset} {interval} – Tracker{market}</translation>
    </message>
    <message>
        <source>{asset} {least}{usd}{of} liquidated in {window}</source>
        <translation>{asset} {least}{usd}{of} liquidiert in {window}</translation>
    </message>
    <message>
        <source>{asset} {percent} in {window}</source>
        <translation>{asset} {percent} in {window}</translation>
    </message>
    <message>
        <source>{asset} {price_text} is judged on {title}. {reason}</source>
        <translation>{asset} {price_text} wird an {title} bewertet. {reason}</translation>
    </message>
    <message>
        <source>{asset} {price} {role}, {percent}, prominence {prominence:.0f}: {sources}; {watched}</source>
        <translation>{asset} {price} {role}, {percent}, Prominenz {prominence:.0f}: {sources}; {watched}</translation>
    </message>
    <message>
        <source>{asset} {price}, {change} in 24 hours, {level_distance}</source>
        <translation>{asset} {price}, {change} in 24 Stunden, {level_distance}</translation>
    </message>
    <message>
        <source>{asset} · no price yet</source>
        <translation>{asset} · noch kein Preis</translation>
    </message>
    <message>
        <source>{asset} · reference {title}</source>
        <translation>{asset} · Referenz {title}</translation>
    </message>
    <message>
        <source>{asset}, on {titles}{watched}</source>
        <translation>{asset}, an {titles}{watched}</translation>
    </message>
    <message>
        <source>{asset}: no price yet</source>
        <translation>{asset}: noch kein Preis</translation>
    </message>
    <message>
        <source>{asset}: the minutes of that time are not in the cache.</source>
        <translation>{asset}: Die Minuten jener Zeit sind nicht im Cache.</translation>
    </message>
    <message>
        <source>{asset}: why is it moving?</source>
        <extracomment>Stands before what is a lower bound.</extracomment>
        <translation>{asset}: Warum bewegt er sich?</translation>
    </message>
    <message>
        <source>{at_least}{times} normal · {where}</source>
        <translation>{at_least}{times} normal · {where}</translation>
    </message>
    <message>
        <source>{atrs} daily ATR</source>
        <translation>{atrs} Tages-ATR</translation>
    </message>
    <message>
        <source>{back}: to the newest</source>
        <translation>{back}: zum Neuesten</translation>
    </message>
    <message numerus="yes">
        <source>{bars} bar(s)</source>
        <extracomment>So many notes and measured figures are written in view; words that are drawings always are.</extracomment>
        <translation>
            <numerusform>{bars} Balken</numerusform>
            <numerusform>{bars} Balken</numerusform>
        </translation>
    </message>
    <message>
        <source>{body} This was at {time} UTC.</source>
        <translation>{body} Das war um {time} UTC.</translation>
    </message>
    <message>
        <source>{bound} of {side}s in 24 h{multiple}.</source>
        <translation>{bound} {side} in 24 h{multiple}.</translation>
    </message>
    <message>
        <source>{bp_of_oi} basis points of open interest</source>
        <translation>{bp_of_oi} Basispunkte des Open Interest</translation>
    </message>
    <message numerus="yes">
        <source>{candles} candle(s) of {timeframe}</source>
        <translation>
            <numerusform>{candles} {timeframe}-Kerze</numerusform>
            <numerusform>{candles} {timeframe}-Kerzen</numerusform>
        </translation>
    </message>
    <message>
        <source>{closes} closes in a row</source>
        <translation>{closes} Schlusskurse in Folge</translation>
    </message>
    <message>
        <source>{closes} closes {beyond},</source>
        <translation>{closes} Schlusskurse {beyond},</translation>
    </message>
    <message numerus="yes">
        <source>{coins} over %n venue(s)</source>
        <translation>
            <numerusform>{coins} über %n Börse</numerusform>
            <numerusform>{coins} über %n Börsen</numerusform>
        </translation>
    </message>
    <message>
        <source>{condition} Measured on hourly BTC{how}: of {alerts} alerts {share} were reclaimed before a further 3&#x202f;% move, and {share_2} where the days were put in random order. The alert came {delay} after the first trade beyond, with price {percent} away (medians). No rule predicts: one that waits longer speaks when price is further away.</source>
        <translation>{condition} Gemessen an stündlichem BTC{how}: Von {alerts} Alarmen wurden {share} vor weiteren 3&#x202f;% Bewegung zurückerobert, und {share_2}, wenn die Tage zufällig gereiht wurden. Der Alarm kam {delay} nach dem ersten Handel jenseits, bei {percent} Abstand (Mediane). Keine Regel sagt voraus: Eine, die länger wartet, meldet, wenn der Preis weiter weg ist.</translation>
    </message>
    <message>
        <source>{condition} This rule was not measured; of those that were, {share} to {share_2} of the alerts were reclaimed before a further 3&#x202f;% move. No rule predicts: one that waits longer speaks when price is further away.</source>
        <translation>{condition} Diese Regel wurde nicht gemessen; bei den gemessenen wurden {share} bis {share_2} der Alarme vor weiteren 3&#x202f;% Bewegung zurückerobert. Keine Regel sagt voraus: Eine, die länger wartet, meldet, wenn der Preis weiter weg ist.</translation>
    </message>
    <message>
        <source>{correlated} correlation unknown yet</source>
        <translation>Korrelation mit {correlated} noch nicht bekannt</translation>
    </message>
    <message>
        <source>{count} coins</source>
        <extracomment>What is older than this is not the present of a headline.</extracomment>
        <translation>{count} Coins</translation>
    </message>
    <message>
        <source>{count} earlier; {body}</source>
        <translation>{count} frühere; {body}</translation>
    </message>
    <message>
        <source>{count} families; Inter, if installed, looks best.</source>
        <translation>{count} Schriftfamilien; Inter, falls installiert, sieht am besten aus.</translation>
    </message>
    <message>
        <source>{count} hours of history so far</source>
        <translation>bisher {count} Stunden Historie</translation>
    </message>
    <message>
        <source>{count} more alerts in {minutes} min</source>
        <translation>{count} weitere Alarme in {minutes} min</translation>
    </message>
    <message>
        <source>{count} of {count_2} feeds</source>
        <translation>{count} von {count_2} Feeds</translation>
    </message>
    <message>
        <source>{count} of {count_2} {first}</source>
        <translation>{count} von {count_2} {first}</translation>
    </message>
    <message>
        <source>{count} of {every} ({state})</source>
        <translation>{count} von {every} ({state})</translation>
    </message>
    <message>
        <source>{count} of {timeframe}{day}, {beyond}beyond the level</source>
        <translation>{count} ({timeframe}){day}, {beyond}jenseits der Marke</translation>
    </message>
    <message>
        <source>{count} venues</source>
        <translation>{count} Börsen</translation>
    </message>
    <message>
        <source>{date} to {date_2} UTC</source>
        <translation>{date} bis {date_2} UTC</translation>
    </message>
    <message>
        <source>{day} {month}</source>
        <translation>{day}. {month}</translation>
    </message>
    <message>
        <source>{default_name} is the layout that is always there.</source>
        <translation>{default_name} ist die Anordnung, die es immer gibt.</translation>
    </message>
    <message>
        <source>{events} liquidations of the last 2 h</source>
        <translation>{events} Liquidationen der letzten 2 h</translation>
    </message>
    <message>
        <source>{every} since {since} UTC.{reason}</source>
        <translation>{every} seit {since} UTC.{reason}</translation>
    </message>
    <message>
        <source>{figures} in {window}; {feedback_words}.{shares}</source>
        <translation>{figures} in {window}; {feedback_words}.{shares}</translation>
    </message>
    <message>
        <source>{first} and {last}</source>
        <translation>{first} und {last}</translation>
    </message>
    <message>
        <source>{headline}, not seen yet.</source>
        <translation>{headline}, noch nicht gesehen.</translation>
    </message>
    <message>
        <source>{head} {start} to {end}</source>
        <translation>{head} {start} bis {end}</translation>
    </message>
    <message>
        <source>{head}; not measured by kind yet.</source>
        <translation>{head}; noch nicht nach Art gemessen.</translation>
    </message>
    <message>
        <source>{holder} holds {coins} {asset} at {price} on average: an unrealised {word} of {usd}{share}, {for_each} for each 1 %. Unrealised is no call for margin</source>
        <translation>{holder} hält {coins} {asset} zu durchschnittlich {price}: unrealisiert ein {word} von {usd}{share}, {for_each} je 1&#x202f;%. Unrealisiert ist kein Margin Call</translation>
    </message>
    <message>
        <source>{hours} h {rest} min</source>
        <translation>{hours} h {rest} min</translation>
    </message>
    <message>
        <source>{hours} · loading</source>
        <translation>{hours} · lädt</translation>
    </message>
    <message numerus="yes">
        <source>{interest} over %n venue(s)</source>
        <extracomment>The windows of which a brief speaks, and those of open interest with their names. Episodes of so long before are told, and at most so many. A candle may have closed so long before the moment whose price it gives.</extracomment>
        <translation>
            <numerusform>{interest} über %n Börse</numerusform>
            <numerusform>{interest} über %n Börsen</numerusform>
        </translation>
    </message>
    <message>
        <source>{known} known</source>
        <translation>{known} bekannten</translation>
    </message>
    <message>
        <source>{label}: nothing known yet</source>
        <extracomment>Bins that are less than this of the largest are not drawn.</extracomment>
        <translation>{label}: noch nichts bekannt</translation>
    </message>
    <message>
        <source>{leader} first, by less than a minute</source>
        <translation>{leader} zuerst, um weniger als eine Minute</translation>
    </message>
    <message>
        <source>{leader} first, by {lag} min</source>
        <translation>{leader} zuerst, um {lag} min</translation>
    </message>
    <message>
        <source>{least}{usd} of {side} were liquidated in 24 h.</source>
        <translation>{least}{usd} an {side} wurden in 24 h liquidiert.</translation>
    </message>
    <message>
        <source>{length} ago</source>
        <translation>vor {length}</translation>
    </message>
    <message>
        <source>{length} old</source>
        <translation>{length} alt</translation>
    </message>
    <message>
        <source>{length} so far</source>
        <translation>bisher {length}</translation>
    </message>
    <message>
        <source>{levels} imported from {name}.{rest}</source>
        <translation>{levels} aus {name} importiert.{rest}</translation>
    </message>
    <message>
        <source>{levels} saved to {path}.</source>
        <translation>{levels} in {path} gespeichert.</translation>
    </message>
    <message>
        <source>{level} alerts again.</source>
        <translation>{level} meldet wieder.</translation>
    </message>
    <message>
        <source>{level} is snoozed until {when}: events are listed only.</source>
        <translation>{level} schlummert bis {when}: Ereignisse werden nur aufgelistet.</translation>
    </message>
    <message>
        <source>{level} {state}; it is resistance now, {away} away.</source>
        <translation>{level} {state}; jetzt Widerstand, {away} entfernt.</translation>
    </message>
    <message>
        <source>{line} {when} UTC</source>
        <extracomment>A digest names so many of the newest, and counts the earlier ones. What a notice can tell.</extracomment>
        <translation>{line} {when} UTC</translation>
    </message>
    <message>
        <source>{linked}: choose a group, and what its charts have in common</source>
        <translation>{linked}: eine Gruppe wählen, und was ihre Charts gemeinsam haben</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <source>{minutes} minutes of returns</source>
        <translation>{minutes} Minutenrenditen</translation>
    </message>
    <message>
        <source>{most_coins} coins are all that can be told apart.</source>
        <translation>Mehr als {most_coins} Coins lassen sich nicht unterscheiden.</translation>
    </message>
    <message>
        <source>{most_studies} are all there can be</source>
        <translation>mehr als {most_studies} gehen nicht</translation>
    </message>
    <message>
        <source>{ms:.0f} min</source>
        <translation>{ms:.0f} min</translation>
    </message>
    <message>
        <source>{ms} min</source>
        <extracomment>A price is told every few seconds, and its minute at least; older than this it is said to be old.</extracomment>
        <translation>{ms} min</translation>
    </message>
    <message>
        <source>{ms} ms is not a whole number of minutes.</source>
        <translation>{ms} ms sind keine ganze Zahl von Minuten.</translation>
    </message>
    <message>
        <source>{named}The list of alerts has them all; the last is {title}.</source>
        <translation>{named}Die Liste der Alarme hat sie alle; der letzte ist {title}.</translation>
    </message>
    <message>
        <source>{names} are {state}</source>
        <translation>{names} sind {state}</translation>
    </message>
    <message>
        <source>{names} not known over 4 h</source>
        <translation>{names} über 4 h nicht bekannt</translation>
    </message>
    <message>
        <source>{names} over time</source>
        <translation>{names} im Zeitverlauf</translation>
    </message>
    <message>
        <source>{name} has {longest} characters at most.</source>
        <translation>{name} hat höchstens {longest} Zeichen.</translation>
    </message>
    <message>
        <source>{name} is a list of {what}, for example {example}.</source>
        <translation>{name} ist eine Liste von {what}, zum Beispiel {example}.</translation>
    </message>
    <message>
        <source>{name} is a text in quotes.</source>
        <translation>{name} ist ein Text in Anführungszeichen.</translation>
    </message>
    <message>
        <source>{name} is back</source>
        <translation>{name} ist zurück</translation>
    </message>
    <message>
        <source>{name} is one line of text.</source>
        <translation>{name} ist eine Zeile Text.</translation>
    </message>
    <message>
        <source>{name} is one of: {known}.</source>
        <translation>{name} ist eines von: {known}.</translation>
    </message>
    <message>
        <source>{name} is there already. Replace it?</source>
        <translation>{name} gibt es schon. Ersetzen?</translation>
    </message>
    <message>
        <source>{name} is {may_be}.</source>
        <translation>{name} ist {may_be}.</translation>
    </message>
    <message>
        <source>{name} is {state}</source>
        <translation>{name} ist {state}</translation>
    </message>
    <message>
        <source>{name} pane</source>
        <translation>Bereich {name}</translation>
    </message>
    <message>
        <source>{name} theme</source>
        <translation>Thema {name}</translation>
    </message>
    <message>
        <source>{name} took the message.</source>
        <translation>{name} hat die Nachricht angenommen.</translation>
    </message>
    <message>
        <source>{name} · step {place} of {count}</source>
        <translation>{name} · Schritt {place} von {count}</translation>
    </message>
    <message>
        <source>{name}: the newest value ({value}) is too old to speak of now.</source>
        <translation>{name}: Der neueste Wert ({value}) ist zu alt, um jetzt etwas zu sagen.</translation>
    </message>
    <message>
        <source>{name}: {least}{longs} of longs and {least}{shorts} of shorts were liquidated, over {listed}</source>
        <translation>{name}: {least}{longs} an Longs und {least}{shorts} an Shorts wurden liquidiert, über {listed}</translation>
    </message>
    <message>
        <source>{name}: {price}, a line that moves.</source>
        <translation>{name}: {price}, eine Linie, die sich bewegt.</translation>
    </message>
    <message>
        <source>{name}: {sentence} Its default holds.</source>
        <translation>{name}: {sentence} Der Standard gilt.</translation>
    </message>
    <message>
        <source>{now}, beyond when made</source>
        <translation>{now}, beim Anlegen jenseits</translation>
    </message>
    <message>
        <source>{number}nd</source>
        <translation>{number}.</translation>
    </message>
    <message>
        <source>{number}rd</source>
        <translation>{number}.</translation>
    </message>
    <message>
        <source>{number}st</source>
        <translation>{number}.</translation>
    </message>
    <message>
        <source>{number}th</source>
        <translation>{number}.</translation>
    </message>
    <message>
        <source>{parts} · B unknown</source>
        <translation>{parts} · B unbekannt</translation>
    </message>
    <message>
        <source>{parts}; level {level} ({source})</source>
        <translation>{parts}; Marke {level} ({source})</translation>
    </message>
    <message>
        <source>{path} cannot be changed: {strerror}.</source>
        <translation>{path} kann nicht geändert werden: {strerror}.</translation>
    </message>
    <message>
        <source>{path} cannot be copied to {copy}: {strerror}.</source>
        <translation>{path} kann nicht nach {copy} kopiert werden: {strerror}.</translation>
    </message>
    <message>
        <source>{path} cannot be made: {strerror}.</source>
        <extracomment>Editors write a file in several steps; it is read once they are done.</extracomment>
        <translation>{path} kann nicht angelegt werden: {strerror}.</translation>
    </message>
    <message>
        <source>{path} cannot be opened.</source>
        <translation>{path} kann nicht geöffnet werden.</translation>
    </message>
    <message>
        <source>{path} cannot be read, so it was not changed: {error}.</source>
        <translation>{path} kann nicht gelesen werden und wurde nicht geändert: {error}.</translation>
    </message>
    <message>
        <source>{path} cannot be read: {error}.</source>
        <extracomment>Every setting, in the order of the dialog.</extracomment>
        <translation>{path} kann nicht gelesen werden: {error}.</translation>
    </message>
    <message>
        <source>{path} cannot be read: {reason}.</source>
        <translation>{path} kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
        <source>{path} cannot be read: {strerror}.</source>
        <translation>{path} kann nicht gelesen werden: {strerror}.</translation>
    </message>
    <message>
        <source>{path} cannot be read: {why}.</source>
        <translation>{path} kann nicht gelesen werden: {why}.</translation>
    </message>
    <message>
        <source>{path} cannot be set aside: {strerror}.</source>
        <translation>{path} kann nicht beiseitegelegt werden: {strerror}.</translation>
    </message>
    <message>
        <source>{path} cannot be used: {why}.</source>
        <translation>{path} kann nicht verwendet werden: {why}.</translation>
    </message>
    <message>
        <source>{path} cannot be written: {strerror}.</source>
        <translation>{path} kann nicht geschrieben werden: {strerror}.</translation>
    </message>
    <message>
        <source>{path} is damaged and cannot be moved out of the way: {strerror}.</source>
        <translation>{path} ist beschädigt und kann nicht beiseitegelegt werden: {strerror}.</translation>
    </message>
    <message>
        <source>{path} was not changed; write {name} = {row} into it by hand.</source>
        <translation>{path} wurde nicht geändert; bitte {name} = {row} von Hand eintragen.</translation>
    </message>
    <message>
        <source>{path} was not changed; {by_hand} by hand.</source>
        <translation>{path} wurde nicht geändert; bitte von Hand: {by_hand}.</translation>
    </message>
    <message>
        <source>{path} was written by a newer Tracker (version {version} of its format, this program knows {known}). It was not touched.</source>
        <translation>{path} stammt von einem neueren Tracker (Version {version} des Formats, dieses Programm kennt {known}). Die Datei wurde nicht angerührt.</translation>
    </message>
    <message>
        <source>{path} was written by a newer Tracker; start the program once to adapt it.</source>
        <translation>{path} stammt von einem neueren Tracker; ein Start des Programms passt die Datei an.</translation>
    </message>
    <message>
        <source>{path} was written by an older Tracker; start the program once to adapt it.</source>
        <translation>{path} stammt von einem älteren Tracker; ein Start des Programms passt die Datei an.</translation>
    </message>
    <message>
        <source>{percent} being {amount} implies {before} before and {after} after.</source>
        <translation>{percent} als {amount} heißt {before} davor und {after} danach.</translation>
    </message>
    <message>
        <source>{percent} from the price {age} ago: {side}.</source>
        <translation>{percent} vom Preis vor {age}: {side}.</translation>
    </message>
    <message>
        <source>{percent} from the price: {side}.</source>
        <translation>{percent} vom Preis: {side}.</translation>
    </message>
    <message>
        <source>{percent} in this time</source>
        <translation>{percent} in dieser Zeit</translation>
    </message>
    <message>
        <source>{plain} times their median</source>
        <translation>dem {plain}-Fachen ihres Medians</translation>
    </message>
    <message>
        <source>{price} on {venue}, from {price_2} at {when} UTC, the {name} close of {window}.</source>
        <translation>{price} an {venue}, von {price_2} um {when} UTC, Schluss ({name}) von {window}.</translation>
    </message>
    <message>
        <source>{price} {role}, {percent}, prominence {prominence:.0f}: {sources}{touches}. Click to watch it.</source>
        <translation>{price} {role}, {percent}, Prominenz {prominence:.0f}: {sources}{touches}. Klicken, um sie zu beobachten.</translation>
    </message>
    <message>
        <source>{role}, being tested</source>
        <translation>{role}, wird getestet</translation>
    </message>
    <message>
        <source>{role}, not judged yet</source>
        <translation>{role}, noch nicht bewertet</translation>
    </message>
    <message>
        <source>{role}, pierced</source>
        <translation>{role}, durchstoßen</translation>
    </message>
    <message>
        <source>{rows:,} rows of {count} columns</source>
        <translation>{rows:,} Zeilen mit {count} Spalten</translation>
    </message>
    <message>
        <source>{rows:,} rows, {first} to {last}</source>
        <translation>{rows:,} Zeilen, {first} bis {last}</translation>
    </message>
    <message>
        <source>{said} in 30 d</source>
        <translation>{said} in 30 T</translation>
    </message>
    <message>
        <source>{said} of normal</source>
        <translation>{said} des Normalen</translation>
    </message>
    <message>
        <source>{said} pct</source>
        <translation>{said} Perz.</translation>
    </message>
    <message>
        <source>{said}, {usd} times the base</source>
        <translation>{said}, {usd}-fache Basis</translation>
    </message>
    <message>
        <source>{said}; no news for {length}</source>
        <translation>{said}; nichts Neues seit {length}</translation>
    </message>
    <message>
        <source>{sampled} sampled</source>
        <translation>{sampled} als Stichprobe</translation>
    </message>
    <message>
        <source>{sentence} Nothing is kept.</source>
        <translation>{sentence} Nichts wird aufbewahrt.</translation>
    </message>
    <message>
        <source>{sentence} The defaults hold.</source>
        <extracomment>What the file sets; everything else has its default, or holds for this run.</extracomment>
        <translation>{sentence} Die Standards gelten.</translation>
    </message>
    <message>
        <source>{sentence} What held before holds.</source>
        <translation>{sentence} Was vorher galt, gilt weiter.</translation>
    </message>
    <message>
        <source>{sentence} {sentence_2} It can be used until Tracker is closed.</source>
        <translation>{sentence} {sentence_2} Er gilt, bis Tracker geschlossen wird.</translation>
    </message>
    <message numerus="yes">
        <source>{share} of %n venue(s){capped}</source>
        <translation>
            <numerusform>{share} von %n Börse{capped}</numerusform>
            <numerusform>{share} von %n Börsen{capped}</numerusform>
        </translation>
    </message>
    <message>
        <source>{share} of the peak</source>
        <translation>{share} der Spitze</translation>
    </message>
    <message>
        <source>{share} of the window seen.</source>
        <translation>{share} des Zeitraums gesehen.</translation>
    </message>
    <message>
        <source>{share} of the window was recorded</source>
        <translation>{share} des Zeitraums wurden erfasst</translation>
    </message>
    <message>
        <source>{share} of {of}</source>
        <translation>{share} von {of}</translation>
    </message>
    <message>
        <source>{share} of {what}</source>
        <translation>{share} der {what}</translation>
    </message>
    <message>
        <source>{share} seen</source>
        <extracomment>The colour of an outcome: what cannot be assessed is neither good nor bad.</extracomment>
        <translation>{share} gesehen</translation>
    </message>
    <message>
        <source>{share} seen{value}</source>
        <translation>{share} gesehen{value}</translation>
    </message>
    <message>
        <source>{short}, {daily_atrs} ATR</source>
        <translation>{short}, {daily_atrs} ATR</translation>
    </message>
    <message>
        <source>{side} foremost, {least}{usd} liquidated (P{thin}{pressure}), contracts {change} (F{thin}{positions}), price {move} at its extreme (I{thin}{impact})</source>
        <translation>Vor allem {side}, {least}{usd} liquidiert (P{thin}{pressure}), Kontrakte {change} (F{thin}{positions}), Preis {move} am Extrem (I{thin}{impact})</translation>
    </message>
    <message>
        <source>{side} liquidations</source>
        <translation>{side}-Liquidationen</translation>
    </message>
    <message>
        <source>{signed} USD</source>
        <translation>{signed} USD</translation>
    </message>
    <message>
        <source>{since}; long liquidations are the stress</source>
        <translation>{since}; Long-Liquidationen sind der Stress</translation>
    </message>
    <message>
        <source>{since}; short liquidations are the stress</source>
        <translation>{since}; Short-Liquidationen sind der Stress</translation>
    </message>
    <message>
        <source>{size} of at most {size_2}</source>
        <extracomment>Below this share of the whole a kind has no word of its own.</extracomment>
        <translation>{size} von höchstens {size_2}</translation>
    </message>
    <message>
        <source>{sources} · prominence {prominence:.0f}</source>
        <extracomment>So much of a note stands at its line; the editor shows all of it.</extracomment>
        <translation>{sources} · Prominenz {prominence:.0f}</translation>
    </message>
    <message>
        <source>{source} · {stale}{age} ago</source>
        <translation>{source} · {stale}vor {age}</translation>
    </message>
    <message>
        <source>{symbol} prints in more than {share} of all seconds, and it prints once a second at most: a lower bound.</source>
        <translation>{symbol} druckt in mehr als {share} aller Sekunden, und höchstens einmal je Sekunde: eine Untergrenze.</translation>
    </message>
    <message>
        <source>{text} liquidated</source>
        <translation>{text} liquidiert</translation>
    </message>
    <message>
        <source>{text} the key of {title}</source>
        <translation>{text}: Schlüssel von {title}</translation>
    </message>
    <message>
        <source>{text}, median delay {hours}</source>
        <translation>{text}, mittlere Verzögerung {hours}</translation>
    </message>
    <message>
        <source>{timeframe} close {price}</source>
        <translation>{timeframe}-Schluss {price}</translation>
    </message>
    <message>
        <source>{times} this hour of the week</source>
        <translation>{times} zu dieser Stunde der Woche</translation>
    </message>
    <message>
        <source>{times} times the base</source>
        <translation>{times}-fache Basis</translation>
    </message>
    <message>
        <source>{tip}. Click to sort by it.</source>
        <extracomment>Widths for the longest words that a column usually holds; the reason takes the rest. What the arrow beside the heading that is sorted by takes. When something was last told of any channel, UTC ms; None where nothing ever was.</extracomment>
        <translation>{tip}. Klick sortiert danach.</translation>
    </message>
    <message>
        <source>{title} asks to wait before the key can be tried: too many requests.</source>
        <translation>{title} bittet zu warten, bevor der Schlüssel geprüft werden kann: zu viele Anfragen.</translation>
    </message>
    <message>
        <source>{title} asks to wait: too many requests.</source>
        <translation>{title} bittet zu warten: zu viele Anfragen.</translation>
    </message>
    <message>
        <source>{title} can tell more of the indices. {terms}</source>
        <translation>{title} kann mehr zu den Indizes sagen. {terms}</translation>
    </message>
    <message>
        <source>{title} has not been asked yet.</source>
        <translation>{title} wurde noch nicht gefragt.</translation>
    </message>
    <message>
        <source>{title} is asked from now on.</source>
        <extracomment>While an engine works, all is read anew before it is so old.</extracomment>
        <translation>{title} wird ab jetzt gefragt.</translation>
    </message>
    <message>
        <source>{title} is not available from this country or network.</source>
        <translation>{title} ist aus diesem Land oder Netz nicht erreichbar.</translation>
    </message>
    <message>
        <source>{title} refuses this key (HTTP {status}).</source>
        <translation>{title} lehnt diesen Schlüssel ab (HTTP {status}).</translation>
    </message>
    <message>
        <source>{title} refuses this key (code {code}).</source>
        <translation>{title} lehnt diesen Schlüssel ab (Code {code}).</translation>
    </message>
    <message>
        <source>{title} refuses this key, or this network (HTTP {status}).</source>
        <translation>{title} lehnt diesen Schlüssel oder dieses Netz ab (HTTP {status}).</translation>
    </message>
    <message>
        <source>{title} reports a fault of its own (HTTP {status}).</source>
        <translation>{title} meldet einen eigenen Fehler (HTTP {status}).</translation>
    </message>
    <message>
        <source>{title} reports a fault of its own (code {code}).</source>
        <translation>{title} meldet einen eigenen Fehler (Code {code}).</translation>
    </message>
    <message>
        <source>{title} since {when}</source>
        <translation>{title} seit {when}</translation>
    </message>
    <message>
        <source>{title}, candles</source>
        <translation>{title}, Kerzen</translation>
    </message>
    <message>
        <source>{title}: no episode was seen</source>
        <translation>{title}: Keine Episode wurde gesehen</translation>
    </message>
    <message>
        <source>{title}: past complete</source>
        <translation>{title}: Vergangenheit vollständig</translation>
    </message>
    <message>
        <source>{title}: {side} liquidations, {reason}</source>
        <translation>{title}: {side}-Liquidationen, {reason}</translation>
    </message>
    <message>
        <source>{unknown} no candle at the start</source>
        <translation>{unknown} keine Kerze am Anfang</translation>
    </message>
    <message>
        <source>{unseen} new ↑</source>
        <translation>{unseen} neu ↑</translation>
    </message>
    <message>
        <source>{usd} a day</source>
        <translation>{usd} am Tag</translation>
    </message>
    <message>
        <source>{usd} in 24 h</source>
        <translation>{usd} in 24 h</translation>
    </message>
    <message>
        <source>{usd} in 24 h · {said}</source>
        <translation>{usd} in 24 h · {said}</translation>
    </message>
    <message>
        <source>{usd} in the 24 hours to {when}</source>
        <translation>{usd} in den 24 Stunden bis {when}</translation>
    </message>
    <message>
        <source>{usd} per 1{narrow}%</source>
        <translation>{usd} je 1{narrow}%</translation>
    </message>
    <message>
        <source>{used} of the requests we allow ourselves there are used.</source>
        <translation>{used} der Anfragen, die wir uns dort erlauben, sind verbraucht.</translation>
    </message>
    <message>
        <source>{value} is not a time between 1970 and 9999.</source>
        <translation>{value} ist keine Zeit zwischen 1970 und 9999.</translation>
    </message>
    <message>
        <source>{value} times the 30-day median{whose}. </source>
        <translation>{value}-mal der 30-Tage-Median{whose}. </translation>
    </message>
    <message>
        <source>{what} above {amount} in {window}</source>
        <translation>{what} über {amount} in {window}</translation>
    </message>
    <message>
        <source>{what} {sign}{size} in {window}</source>
        <translation>{what} {sign}{size} in {window}</translation>
    </message>
    <message>
        <source>{when} UTC</source>
        <translation>{when} UTC</translation>
    </message>
    <message>
        <source>{when}, {named}: a{coin} {side} of {usd} was closed by force at {price}</source>
        <translation>{when}, {named}: ein{coin} {side} über {usd} wurde bei {price} zwangsweise geschlossen</translation>
    </message>
    <message>
        <source>{who}{value}{channel} goes down or comes back</source>
        <translation>{who}{value}{channel} fällt aus oder kommt zurück</translation>
    </message>
    <message>
        <source>{width} by {height} pixels at a scale of {scale:g} make no picture.</source>
        <translation>{width} mal {height} Pixel bei Skalierung {scale:g} ergeben kein Bild.</translation>
    </message>
    <message>
        <source>{width} by {height} pixels make no picture.</source>
        <translation>{width} mal {height} Pixel ergeben kein Bild.</translation>
    </message>
    <message>
        <source>{width} × {height} at {ratio:g}x, platform {platformname}.</source>
        <translation>{width} × {height} bei {ratio:g}x, Plattform {platformname}.</translation>
    </message>
    <message>
        <source>{width} × {height} pixels</source>
        <translation>{width} × {height} Pixel</translation>
    </message>
    <message>
        <source>{without} The default holds.</source>
        <translation>{without} Der Standard gilt.</translation>
    </message>
    <message>
        <source>{words} as a window of its own (a double click on the head, too)</source>
        <translation>{words} als eigenes Fenster (auch per Doppelklick auf den Kopf)</translation>
    </message>
    <message>
        <source>{words} deleted; Ctrl+Z brings back all of it.</source>
        <translation>{words} gelöscht; Strg+Z holt alles zurück.</translation>
    </message>
    <message>
        <source>{words} into the window (a double click on the head, too)</source>
        <translation>{words} ins Fenster (auch per Doppelklick auf den Kopf)</translation>
    </message>
    <message>
        <source>{words}; the menu More, Panels brings it back</source>
        <translation>{words}; das Menü „Mehr“, „Tafeln“ bringt sie zurück</translation>
    </message>
    <message>
        <source>{word} did not fire in {count}</source>
        <translation>{word} meldete in {count} nichts</translation>
    </message>
    <message>
        <source>{word} fired {alerts} in {count}, reclaimed before a further 3&#x202f;%: {reclaimed} of {known}</source>
        <translation>{word} meldete {alerts}-mal in {count}, vor weiteren 3&#x202f;% zurückerobert: {reclaimed} von {known}</translation>
    </message>
    <message>
        <source>× normal</source>
        <translation>× normal</translation>
    </message>
    <message>
        <source>“{asset}” is not the name of a coin.</source>
        <translation>„{asset}“ ist kein Name eines Coins.</translation>
    </message>
    <message>
        <source>“{channel}” is not a channel; there are {channel_2}.</source>
        <translation>„{channel}“ ist kein Kanal; es gibt {channel_2}.</translation>
    </message>
    <message>
        <source>“{given}” is not an address for a gateway.</source>
        <translation>„{given}“ ist keine Adresse für ein Gateway.</translation>
    </message>
    <message>
        <source>“{given}” is not an address for a gateway; it ends at the path.</source>
        <translation>„{given}“ ist keine Adresse für ein Gateway; sie endet mit dem Pfad.</translation>
    </message>
    <message>
        <source>“{given}” is not an address for a gateway; it starts with http(s)://.</source>
        <translation>„{given}“ ist keine Adresse für ein Gateway; sie beginnt mit http(s)://.</translation>
    </message>
    <message>
        <source>“{given}” is not an address for a gateway; there is a space or an unprintable character in it.</source>
        <translation>„{given}“ ist keine Adresse für ein Gateway; darin ist ein Leerzeichen oder ein nicht druckbares Zeichen.</translation>
    </message>
    <message>
        <source>“{name}” is neither a {named} file.</source>
        <translation>„{name}“ ist keine dieser Dateien: {named}.</translation>
    </message>
    <message>
        <source>“{name}” is not a {endings} file.</source>
        <extracomment>Of a document, so that one of its points is a pixel of a browser whatever the screen here is like.</extracomment>
        <translation>„{name}“ ist keine {endings}-Datei.</translation>
    </message>
    <message>
        <source>“{side}” is not a side; write support or resistance.</source>
        <translation>„{side}“ ist keine Seite; bitte support oder resistance.</translation>
    </message>
    <message>
        <source>“{text}” ago was before 1970.</source>
        <translation>Vor „{text}“ war vor 1970.</translation>
    </message>
    <message>
        <source>“{text}” are no quiet hours; write for example 22:00-07:00.</source>
        <extracomment>What “until the morning” means.</extracomment>
        <translation>„{text}“ ist keine Ruhezeit; zum Beispiel 22:00-07:00.</translation>
    </message>
    <message>
        <source>“{text}” is no amount; write for example 5M, 750K or 5x.</source>
        <translation>„{text}“ ist kein Betrag; zum Beispiel 5M, 750K oder 5x.</translation>
    </message>
    <message>
        <source>“{text}” is no indicator; write for example {forms}.</source>
        <translation>„{text}“ ist kein Indikator; zum Beispiel {forms}.</translation>
    </message>
    <message>
        <source>“{text}” is no size; write for example 1600x900.</source>
        <extracomment>The name of the keepsake, and the version of what is in it. Shapes beside the presets: as large as on the screen, and as large as the user says. The word behind the candles, where one is wanted and none is set. Longer notes than this are not read in a picture.</extracomment>
        <translation>„{text}“ ist keine Größe; zum Beispiel 1600x900.</translation>
    </message>
    <message>
        <source>“{text}” is not a condition; it begins with one of {names}.</source>
        <extracomment>A move or a change is over when it is back to this share of its threshold, a sum likewise. Percentage points that the long share must come back. Percent per eight hours that funding must come back: this, or a fifth of the threshold. A feed that is back within this time was not worth a word: streams reconnect once a day.</extracomment>
        <translation>„{text}“ ist keine Bedingung; sie beginnt mit einem von {names}.</translation>
    </message>
    <message>
        <source>“{text}” is not a condition; write {forms}.{hint}</source>
        <translation>„{text}“ ist keine Bedingung; bitte {forms}.{hint}</translation>
    </message>
    <message>
        <source>“{text}” is not a number.</source>
        <translation>„{text}“ ist keine Zahl.</translation>
    </message>
    <message>
        <source>“{text}” is not a price above zero.</source>
        <translation>„{text}“ ist kein Preis über null.</translation>
    </message>
    <message>
        <source>“{text}” is not a price.</source>
        <translation>„{text}“ ist kein Preis.</translation>
    </message>
    <message>
        <source>“{text}” is not a price. Write for example 70,000 or 70k.</source>
        <translation>„{text}“ ist kein Preis. Zum Beispiel 70,000 oder 70k.</translation>
    </message>
    <message>
        <source>“{text}” is not a time to come; write for example 30d or 2h.</source>
        <translation>„{text}“ ist keine künftige Zeit; zum Beispiel 30d oder 2h.</translation>
    </message>
    <message>
        <source>“{text}” is not a time; write for example 2026-02-04T16:00:00Z.</source>
        <extracomment>The intervals that are fetched from venues as they are, shortest first. The intervals that a chart can be drawn at; those that are not fetched are made of shorter candles.</extracomment>
        <translation>„{text}“ ist keine Zeit; zum Beispiel 2026-02-04T16:00:00Z.</translation>
    </message>
    <message>
        <source>“{text}” is not an interval; write for example 5m, 1h, 4h or 1d.</source>
        <translation>„{text}“ ist kein Intervall; zum Beispiel 5m, 1h, 4h oder 1d.</translation>
    </message>
    <message>
        <source>“{venue}” cannot judge levels; the venues that can are {names}.</source>
        <extracomment>A price older than this says nothing about which side of it a new level is on.</extracomment>
        <translation>„{venue}“ kann keine Marken bewerten; die es können, sind {names}.</translation>
    </message>
    <message>
        <source>“{venue}” is no venue that judges levels ({venues}).</source>
        <translation>„{venue}“ ist keine Börse, die Marken bewertet ({venues}).</translation>
    </message>
    <message>
        <source>“{word}” can never be true: no price closes 100 % beyond a level.</source>
        <translation>„{word}“ kann nie wahr sein: Kein Preis schließt 100&#x202f;% jenseits einer Marke.</translation>
    </message>
    <message>
        <source>“{word}” is not a colour; write #rrggbb or one of {colors}.</source>
        <translation>„{word}“ ist keine Farbe; bitte #rrggbb oder eine von {colors}.</translation>
    </message>
    <message>
        <source>“{word}” is not a rule; write touch, hourly, decisive or close:TF[*N][+X%][+Yatr], for example close:4h or close:1h*2+0.25%.</source>
        <extracomment>The rules of a level that names none. The colours that a level can be given by name; what they look like is for the theme to say.</extracomment>
        <translation>„{word}“ ist keine Regel; bitte touch, hourly, decisive oder close:TF[*N][+X%][+Yatr], zum Beispiel close:4h oder close:1h*2+0.25%.</translation>
    </message>
    <message>
        <source>“{word}” needs a coin, for example BTC.</source>
        <extracomment>How long a moment waits for what it needs, such as a candle that has just closed. What a rule remembers is kept at least so often, where nothing else changes. One day of moments is measured in one read, so that it stays short. Further back than this nothing that was missed is looked for.</extracomment>
        <translation>„{word}“ braucht einen Coin, zum Beispiel BTC.</translation>
    </message>
</context>
</TS>
