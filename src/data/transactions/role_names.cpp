#include "data/transactions/role_names.hpp"

#include <algorithm>

#include "shoal/text.hpp"

namespace shoal::data {
namespace {

std::vector<std::string> words_of(const char* text) { return split_list(text, ' '); }

/// English first, then German, French, Spanish, Italian, Portuguese, Dutch and Polish, then the names of single shop systems.
const std::array<RoleNames, k_roles>& role_table() {
  static const std::array<RoleNames, k_roles> table = {{
      {"invoice", "invoice",
       words_of("invoiceno invoice invoicenumber invoiceid orderid orderno ordernumber order transactionid "
                "transactionno transactionnumber transaction receiptid receiptno receiptnumber receipt basketid "
                "basket billno bill saleid purchaseid ticketid ticketnumber checkid amazonorderid rechnungsnummer "
                "rechnungsnr rechnung belegnummer belegnr beleg bestellnummer bestellnr bestellung auftragsnummer "
                "auftragsnr auftrag bonnummer bonnr numerodefacture numerofacture numfacture nofacture nfacture "
                "facture numerodecommande numerocommande numcommande nocommande ncommande commande numerodefactura "
                "numerofactura nofactura nfactura factura numerodepedido numeropedido npedido idpedido pedido "
                "numerofattura nfattura fattura numeroordine numerodordine idordine ordine scontrino numerodafatura "
                "numerofatura fatura notafiscal numerodopedido factuurnummer factuurnr factuur bestelnummer bestelnr "
                "bestelling ordernummer ordernr numerfaktury nrfaktury faktura numerzamowienia nrzamowienia "
                "zamowienie paragon"),
       words_of("invoice order transaction receipt basket bill ticket rechnung beleg bestell factur commande pedido "
                "fattura ordine factuur faktur zamowieni")},
      {"item", "item",
       words_of("stockcode sku item itemid itemcode itemno itemnumber productid productcode productno product "
                "articleid articleno articlenumber article stockid upc ean itemsku productsku variantsku asin barcode "
                "isbn artikelnummer artikelnr artnr artikel produktnummer produktnr produktid produkt codearticle "
                "refarticle codeproduit refproduit produit codigodearticulo codigoarticulo articulo codigoproducto "
                "codigodeproducto codigodelproducto idproducto producto codicearticolo articolo codiceprodotto "
                "prodotto codigodoproduto codigoproduto idproduto produto artigo artikelcode productnummer "
                "kodproduktu kodtowaru towar"),
       words_of("item product sku article stock artikel produ")},
      {"description",
       "description",
       words_of("description itemdescription productdescription itemname productname articlename producttitle "
                "bezeichnung artikelbezeichnung beschreibung artikelname produktname designation libelle nomproduit "
                "descripcion nombreproducto nombredelproducto descrizione nomeprodotto descricao nomeproduto "
                "nomedoproduto omschrijving artikelomschrijving productnaam opis nazwaproduktu nazwatowaru nazwa"),
       {}},
      {"customer", "customer",
       words_of("customeruniqueid customerid customer customerno customernumber customercode customerref clientid "
                "client clientno clientnumber custid custno cust userid user buyerid buyer buyeruserid memberid "
                "member shopperid householdkey householdid visitorid accountid accountno accountnumber loyaltyid "
                "loyaltycard loyaltycardnumber cardid kundennummer kundennr kundenid kundeid kdnr kunde debitor "
                "numeroclient numeroduclient numclient noclient nclient codeclient idclient numerodecliente "
                "numerocliente idcliente iddecliente codigodecliente codigocliente cliente codicecliente "
                "codigodocliente iddocliente klantnummer klantnr klantid klant numerklienta nrklienta idklienta "
                "kodklienta klient nabywca customeremail buyeremail billingemail emailbilling useremail clientemail "
                "email emailaddress mail emailadresse adresseemail correoelectronico indirizzoemail"),
       words_of("customer client cust user buyer member account shopper kunde klant klient email")},
      {"country",
       "country",
       words_of("country countryname customercountry shippingcountry countrycode billingcountry shipcountry "
                "deliverycountry land kundenland lieferland pays pais paese nazione kraj"),
       {}},
      {"quantity", "quantity",
       words_of("quantity qty quantitysold orderquantity quantityordered units unitssold pieces itemqty itemquantity "
                "orderqty qtyordered qtysold quantitypurchased itemssold noofitems numberofitems "
                "numberofitemspurchased orderproducts pcs menge anzahl stuckzahl stueckzahl stuck stueck quantite qte "
                "cantidad cant unidades quantita qta pezzi quantidade qtd qtde aantal hoeveelheid ilosc sztuk sztuki "
                "szt"),
       words_of("quant qty unitssold pieces menge anzahl stuck cantidad aantal ilosc")},
      {"price", "unit price",
       words_of("unitprice price priceperunit itemprice priceeach sellingprice salesprice unitsellingprice pricepiece "
                "costperitem einzelpreis stuckpreis stueckpreis verkaufspreis preis prixunitaire prixunite prix "
                "preciounitario precioporunidad precio prezzounitario prezzo precounitario preco valorunitario "
                "stukprijs stuksprijs eenheidsprijs prijsperstuk prijs cenajednostkowa cena"),
       words_of("price preis prix precio prezzo preco prijs cena")},
      {"date", "date",
       words_of("invoicedate date orderdate datetime invoicedatetime orderdatetime transactiondate "
                "purchasedate timestamp saledate salesdate createdat created "
                "createdutc createddateutc createddate datecreated orderdt transactiondt eventtime "
                "orderpurchasetimestamp purchasetimestamp ordertimestamp orderedat placedat paidat datepaid "
                "dateoforder dateofpurchase dateofsale receiptdate billdate rechnungsdatum belegdatum bestelldatum "
                "auftragsdatum kaufdatum buchungsdatum verkaufsdatum datum datedefacture datefacture datedecommande "
                "datecommande datedachat dateachat datevente fechadefactura fechafactura fechadepedido fechapedido "
                "fechadecompra fechacompra fechaventa fecha datafattura dataordine dataacquisto datavendita "
                "datadopedido datapedido datadacompra datacompra datadavenda datavenda dataemissao factuurdatum "
                "besteldatum orderdatum aankoopdatum datafaktury datasprzedazy datazamowienia datazakupu "
                "datawystawienia data transactiontime purchasetime ordertime invoicetime time"),
       words_of("date time day datum fecha data")},
      {"total", "amount of the line",
       words_of("linetotal lineamount totalprice itemtotal lineitemtotal netsales netamount salesamount totalamount "
                "amount sales subtotal subtotalamount total orderamount ordervalue ordertotal invoiceamount "
                "transactionamount purchaseamount totalsales totalvalue totalspent amountspent revenue turnover "
                "grosssales grossamount grandtotal paymentamount paymentvalue spend spent value zeilensumme "
                "positionswert gesamtpreis gesamtbetrag gesamt betrag nettobetrag bruttobetrag rechnungsbetrag "
                "bestellwert warenwert umsatz summe wert montant montanttotal montantht montantttc prixtotal totalht "
                "totalttc chiffredaffaires importe importetotal preciototal monto montototal ventas venta importo "
                "importototale prezzototale totale ricavo fatturato valortotal valor precototal montante receita "
                "regeltotaal totaalbedrag bedrag omzet totaal wartoscbrutto wartoscnetto wartosc kwota razem suma "
                "sprzedaz obrot"),
       words_of("amount sales value total revenue turnover spent spend betrag umsatz wert summe gesamt montant "
                "importe monto venta importo ricavo fatturato valor receita bedrag omzet totaal wartosc kwota razem "
                "suma sprzedaz obrot")},
      {"order_total", "amount of the order", {}, {}},
      {"time",
       "time of day",
       words_of(
           "time ordertime invoicetime transactiontime purchasetime saletime timeofday uhrzeit zeit heure hora ora "
           "tijd godzina"),
       {}},
  }};
  return table;
}

/// The plain letters of U+00C0 to U+017F; a blank where there is none.
constexpr std::string_view k_plain =
    "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuu"
    "uu"
    "wwyyyzzzzzzs";
static_assert(k_plain.size() == 0x180 - 0xC0);

}  // namespace

const RoleNames& names_of(Role role) { return role_table()[static_cast<std::size_t>(role)]; }

std::string folded_header(std::string_view name) {
  std::string plain;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto lead = static_cast<unsigned char>(name[i]);
    if (lead < 0xC2 || lead > 0xCD || i + 1 == name.size()) {
      plain += name[i];
      continue;
    }
    const unsigned letter = (lead & 0x1Fu) << 6 | (static_cast<unsigned char>(name[i + 1]) & 0x3Fu);
    const bool latin = letter >= 0xC0 && letter < 0x180, mark = letter < 0xC0 || (letter >= 0x300 && letter < 0x370);
    if (latin) plain += k_plain[letter - 0xC0];
    if (!latin && !mark) plain += name.substr(i, 2);
    ++i;
  }
  return folded_name(plain);
}

bool speaks_of_total(std::string_view folded) {
  const auto& signs = names_of(Role::total).signs;
  return std::any_of(signs.begin(), signs.end(),
                     [&](const std::string& sign) { return folded.find(sign) != folded.npos; });
}

}  // namespace shoal::data
