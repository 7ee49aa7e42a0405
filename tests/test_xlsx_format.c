/* What is shown of numbers in Excel files, by their formats. */
#include "units.h"

#include "../extract/worker/xlsx_format.h"

struct format_case {
    const char *number, *code, *shown;
};

static void check(const struct format_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct nb_buffer out;
        nb_buffer_init(&out);
        nb_buffer_puts(&out, "");
        xlsx_format(cases[i].number, cases[i].code, 0, &out);
        assert_false(out.failed);
        assert_string_equal(out.bytes ? out.bytes : "", cases[i].shown);
        nb_buffer_free(&out);
    }
}

static void test_digits(void **state)
{
    static const struct format_case cases[] = {
        {"0", "", "0"},
        {"-0", "", "0"},
        {"7", "", "7"},
        {"59237.244899999998", "", "59237.2449"},
        {"4.9479899999999999", "General", "4.94799"},
        {"0.30000000000000004", "", "0.3"},
        {"9.9999999999999999E+22", "", "100000000000000000000000"},
        {"1.0E+2", "", "100"},
        {"120000", "", "120000"},
        {"1E-5", "", "0.00001"},
        {"1.2339999999999999E-3", "", "0.001234"},
        {"-12.5", "", "-12.5"},
        {"99999999999999.99", "", "100000000000000"},
        {"123456789012345", "", "123456789012345"},
        {"1e999", "", "1e999"},
        {"NaN", "", "NaN"},
        {"0x1A", "", "0x1A"},
        {"12x", "", "12x"},
        {"2024-01-31", "", "2024-01-31"},
    };
    (void)state;
    check(cases, COUNT_OF(cases));
}

/* What rounds, groups or writes exponents does not change the value. */
static void test_values_are_kept(void **state)
{
    static const struct format_case cases[] = {
        {"12.6", "0", "12.6"},
        {"12", "0.00", "12"},
        {"1234567", "#,##0", "1234567"},
        {"1234567", "0.00E+00", "1234567"},
        {"0.5", "# ?/?", "0.5"},
        {"7", "@", "7"},
        {"7", "[DBNum2][$-804]General", "7"},
        {"7", "[Red]0;[Blue]-0", "7"},
        {"7", "000", "7"},
        {"7", "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", "7"},
        {"7", "G/通用格式", "7"},
    };
    (void)state;
    check(cases, COUNT_OF(cases));
}

static void test_words(void **state)
{
    static const struct format_case cases[] = {
        {"2", "0\"件\"", "2件"},
        {"2", "0件", "2件"},
        {"2", "0\\件", "2件"},
        {"2", "General\"件\"", "2件"},
        {"2", "G/通用格式\"件\"", "2件"},
        {"2.5", "[$¥-804]#,##0.00", "¥2.5"},
        {"2.5", "\"约\"0.0\"万元\"", "约2.5万元"},
        {"0.265", "0%", "26.5%"},
        {"0.07", "0.00%", "7%"},
        {"3", "[>=3]\"多\";[<3]0\"件\"", "多"},
        {"2", "[>=3]\"多\";[<3]0\"件\"", "2件"},
        {"3", "[<>3]0\"甲\";0\"乙\"", "3乙"},
    };
    (void)state;
    check(cases, COUNT_OF(cases));
}

/* A minus stands for every way to show that a number is negative. */
static void test_negative_numbers(void **state)
{
    static const struct format_case cases[] = {
        {"-5", "0;0", "-5"},     {"-5", "#,##0_);(#,##0)", "-5"},
        {"-5", "0\"件\"", "-5"}, {"-0.05", "0%", "-5%"},
        {"-5", "0;;", ""},       {"-5", ";", ""},
    };
    (void)state;
    check(cases, COUNT_OF(cases));
}

static void test_zeros(void **state)
{
    static const struct format_case cases[] = {
        {"0", "0;-0;;@", "0"},   {"0", "_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"??_ ;_ @_ ", "0"},
        {"0", "#", "0"},         {"0", "[=0]\"\";General", "0"},
        {"0", ";;;", "0"},       {"0", "0\"件\"", "0件"},
        {"12", "0;-0;;@", "12"}, {"12", "[=0]\"\";General", "12"},
    };
    (void)state;
    check(cases, COUNT_OF(cases));
}

/* A format that shows no number, or one that is not the number that is stored. */
static void test_other_shows(void **state)
{
    static const struct format_case cases[] = {
        {"7", ";;;", ""},
        {"7", "\"无\"", "无"},
        {"12345", "0,", XLSX_UNKNOWN},
        {"12345", "0!.0,\"万\"", XLSX_UNKNOWN},
        {"12345", "#,##0.00,,", XLSX_UNKNOWN},
        {"12345", "000-0000", XLSX_UNKNOWN},
        {"12", "\"2024-\"0", XLSX_UNKNOWN},
    };
    (void)state;
    check(cases, COUNT_OF(cases));
}

static void test_dates(void **state)
{
    static const struct format_case cases[] = {
        {"45292", "yyyy-mm-dd", "2024年1月1日"},
        {"45657", "yyyy\"年\"m\"月\"d\"日\";@", "2024年12月31日"},
        {"45351", "[$-804]yyyy/m/d", "2024年2月29日"},
        {"45292", "yyyy\"年\"m\"月\"", "2024年1月"},
        {"45292", "m\"月\"d\"日\"", "1月1日"},
        {"45292", "yyyy", "2024年"},
        {"45292.75", "yyyy/m/d h:mm", "2024年1月1日 18:00"},
        {"0.75", "h:mm:ss", "18:00:00"},
        {"0.75", "mm:ss", "18:00:00"},
        {"0.5", "[h]:mm", "12:00"},
        {"1", "yyyy-m-d", "1900年1月1日"},
        {"59", "yyyy-m-d", "1900年2月28日"},
        {"61", "yyyy-m-d", "1900年3月1日"},
        {"-3", "yyyy-m-d", "-3"},
        {"99999999", "yyyy-m-d", "99999999"},
    };
    (void)state;
    check(cases, COUNT_OF(cases));
    struct nb_buffer out;
    nb_buffer_init(&out);
    xlsx_format("43830", xlsx_builtin_format(14), 1, &out);
    assert_string_equal(out.bytes, "2024年1月1日");
    nb_buffer_free(&out);
}

/* Codes that make no sense are read to their end and no further. */
static void test_broken_codes(void **state)
{
    static const struct format_case cases[] = {
        {"7", "\"", ""},
        {"7", "0\"", "7"},
        {"7", "0\\", "7"},
        {"7", "[", ""},
        {"7", "0[", "7"},
        {"7", "0_", "7"},
        {"7", "[$", ""},
        {"7", "0;[>", "7"},
        {"7", "[=]0", "7"},
        {"7", "0;0;0;0;0;0", "7"},
        {"7", "\xE4\xBB", "\xE4\xBB"},
    };
    (void)state;
    check(cases, COUNT_OF(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digits), cmocka_unit_test(test_values_are_kept),
        cmocka_unit_test(test_words),  cmocka_unit_test(test_negative_numbers),
        cmocka_unit_test(test_zeros),  cmocka_unit_test(test_other_shows),
        cmocka_unit_test(test_dates),  cmocka_unit_test(test_broken_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
