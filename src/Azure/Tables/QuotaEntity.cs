using System.Collections.Immutable;
using System.Globalization;
using Azure.Data.Tables;
using LlmFunctions.Quotas;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>A counter as a row: amounts are text, because the service has no decimals, and all shares are one property.</summary>
internal static class QuotaEntity
{
    public static QuotaCounter Read(TableEntity row)
    {
        ImmutableSortedDictionary<string, QuotaShare>.Builder shares = QuotaCounter.Empty.Shares.ToBuilder();
        foreach (string share in (row.GetString("Shares") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] fields = share.Split(':');
            shares[fields[0]] = new QuotaShare(Number(fields[1]), Number(fields[2]));
        }

        return new QuotaCounter { Closed = Number(row.GetString("Closed") ?? "0"), Shares = shares.ToImmutable() };
    }

    public static void Write(TableEntity row, QuotaCounter counter)
    {
        row["Closed"] = Text(counter.Closed);
        row["Shares"] = string.Join(';', counter.Shares.Select(static share => $"{share.Key}:{Text(share.Value.Granted)}:{Text(share.Value.Spent)}"));

        // For whoever looks at the table; the two above are what counts.
        row["Used"] = Text(counter.Used);
        row["Leased"] = Text(counter.Taken - counter.Used);
    }

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);

    private static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
