"""Names and sentences of languages as they stand in files of leads, with the encodings that they are written in."""

SENTENCES = {
    "German": (
        "cp1252 cp1250 mac_roman",
        (
            "Jürgen Groß|Köln|Bäckerei Schröder|Müller Söhne GmbH|Rückruf nächste Woche, Angebot geändert|Günther "
            "Weiß|Straße 5|Österreich|Ümit Öztürk"
        ),
    ),
    "French": (
        "cp1252 mac_roman",
        (
            "Hélène Lefèvre|Société Générale|François Bénard|Rappeler après l’été, très intéressé|Château de la "
            "Forêt|André Gérard|Où en êtes-vous ?|Benoît Île-de-France"
        ),
    ),
    "Spanish": (
        "cp1252 mac_roman",
        (
            "José Muñoz|Construcción Peña|María García Núñez|Llamar mañana por la tarde, está interesado|Compañía "
            "Española|Ángel Ibáñez|Begoña Martínez"
        ),
    ),
    "Portuguese": (
        "cp1252 mac_roman",
        (
            "João Conceição|São Paulo|Construções Magalhães|Ligar amanhã, não está disponível|António Simões|Inês "
            "Gonçalves|Fundação Irmão"
        ),
    ),
    "Italian": (
        "cp1252 mac_roman",
        "Niccolò Città|Società Perché|Richiamare lunedì, è già cliente|Nicolò Bortolò|Qualità e Novità|Caffè Più",
    ),
    "Swedish": (
        "cp1252 mac_roman",
        "Åsa Sjöström|Göteborg|Malmö Järnväg|Ring nästa vecka, vill träffas på mässan|Håkan Ekström|Västerås Färg",
    ),
    "Danish": (
        "cp1252 mac_roman",
        "Søren Kjær|København|Ærø Færge|Ring i næste uge, ønsker møde på messen|Jørgen Bjørnsen|Århus Køl|Åse Ødegård",
    ),
    "Polish": (
        "cp1250",
        (
            "Łukasz Żółć|Łódź|Kraków|Spółka z ograniczoną odpowiedzialnością|Proszę zadzwonić w przyszłym "
            "tygodniu|Małgorzata Wiśniewska|Zieliński|Grażyna Dąbrowska"
        ),
    ),
    "Czech": (
        "cp1250",
        (
            "Jiří Dvořák|Šimečková|Tomáš Novotný|Zavolat příští týden, chce nabídku|Plzeň|Růžena "
            "Kučerová|Společnost s ručením omezeným|Děčín"
        ),
    ),
    "Hungarian": (
        "cp1250",
        (
            "Szűcs Győző|Erdős Lászlóné|Fővárosi Vízművek|Jövő héten visszahívni, ajánlatot kér|Gyöngyösi "
            "Ügynökség|Kőbánya Sörgyár"
        ),
    ),
    "Romanian": (
        "cp1250",
        "Ştefan Ţăranu|Bucureşti|Brăila|Sună săptămâna viitoare, vrea ofertă|Gheorghe Mureşan|Constanţa Îngrăşăminte",
    ),
    "Croatian": (
        "cp1250",
        (
            "Ivan Kovačević|Željko Šarić|Nazvati sljedeći tjedan, želi ponudu|Đuro Perić|Zagreb Građevina|Čakovec "
            "Mliječni proizvodi"
        ),
    ),
    "Slovak": (
        "cp1250",
        (
            "Ľubomír Ďurica|Košice|Zavolať budúci týždeň, má záujem o ponuku|Žilina Strojárne|Štefan Šťastný|Možná "
            "spoločnosť"
        ),
    ),
    "Russian": (
        "cp1251",
        (
            "Иван Петров|ООО Ромашка|Перезвонить на следующей неделе, хочет предложение|Ёлкина "
            "Мария|Санкт-Петербург|Завод имени Кирова"
        ),
    ),
    "Ukrainian": (
        "cp1251",
        "Олександр Шевченко|ТОВ Світанок|Передзвонити наступного тижня, чекає на пропозицію|Київ|Ґалаґан Їжакевич",
    ),
    "Bulgarian": (
        "cp1251",
        "Иван Георгиев|София|Да се обади следващата седмица, иска оферта|Пловдив Търговия ООД|Щерю Ъглов",
    ),
    "Japanese": (
        "cp932",
        "山田太郎|株式会社トヨタ商事|来週電話する、見積もりを希望|鈴木花子|東京都港区|有限会社さくら",
    ),
    "Chinese": ("gbk", "王小明|上海贸易有限公司|下周打电话，需要报价|李娜|北京市朝阳区|深圳市华强电子"),
}
