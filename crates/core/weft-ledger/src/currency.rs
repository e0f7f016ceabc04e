//! The currencies that can be typed, with how many decimal digits each has (ISO 4217).

/// Active codes by decimal digits; metals, funds without a minor unit and test codes are left out.
///
/// The fold never reads this table: an amount carries its own number of digits, so that a build with
/// another edition of the list folds the same promises to the same sums.
const CODES: [(u8, &str); 4] = [
    (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
    (
        2,
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF \
         CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ \
         GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD \
         MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON \
         RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS \
         UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG",
    ),
    (3, "BHD IQD JOD KWD LYD OMR TND"),
    (4, "CLF UYW"),
];

/// Codes that are everyday words too: only their capitals mean the currency, *3 pen* are pens.
const ALSO_WORDS: &str = "ALL BAM BOB CUP GEL LAK MAD MOP PEN RON RUB TOP TRY";

/// Returns how many decimal digits the currency with this upper-case code has; `None` for an unknown code.
pub fn exponent_of(code: &str) -> Option<u8> {
    let listed = |codes: &str| codes.split(' ').any(|listed| listed == code);
    CODES.iter().find(|(_, codes)| listed(codes)).map(|(exponent, _)| *exponent)
}

/// Whether this upper-case code is an everyday word too.
pub(crate) fn is_also_a_word(code: &str) -> bool {
    ALSO_WORDS.split(' ').any(|word| word == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_is_listed_once_with_three_capitals() {
        let mut all: Vec<&str> = CODES.iter().flat_map(|(_, codes)| codes.split(' ')).collect();
        assert!(all.iter().all(|code| code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase())));
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count, "a code is listed twice");
        assert!(ALSO_WORDS.split(' ').all(|word| exponent_of(word).is_some()));
    }

    #[test]
    fn decimal_digits_follow_the_standard() {
        let digits = |code| exponent_of(code);
        assert_eq!(
            (digits("JPY"), digits("EUR"), digits("KWD"), digits("CLF")),
            (Some(0), Some(2), Some(3), Some(4))
        );
        assert_eq!(digits("DEM"), None);
    }
}
