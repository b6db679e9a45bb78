using System.Collections.Immutable;
using System.Globalization;
using Azure.Data.Tables;
using LlmFunctions.Quotas;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>A counter as a row: amounts are text, because the service has no decimals, and all shares are one text, in as many properties as it takes.</summary>
internal static class QuotaEntity
{
    /// <summary>When the first of the shares ends.</summary>
    public const string FirstUntil = "FirstUntil";

    // The service takes 32 Ki characters.
    private const int MostCharacters = 30_000;

    public static QuotaCounter Read(TableEntity row)
    {
        ImmutableSortedDictionary<string, QuotaShare>.Builder shares = QuotaCounter.Empty.Shares.ToBuilder();
        foreach (string share in SharesOf(row).Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] fields = share.Split(':');
            shares[fields[0]] = new QuotaShare(Number(fields[1]), Number(fields[2])) { UnderWay = Number(fields[3]), Since = Time(fields[4]), Until = Time(fields[5]) };
        }

        return new QuotaCounter { Closed = Number(row.GetString("Closed") ?? "0"), Lost = Number(row.GetString("Lost") ?? "0"), Shares = shares.ToImmutable() };
    }

    public static void Write(TableEntity row, QuotaCounter counter)
    {
        row["Closed"] = Text(counter.Closed);
        row["Lost"] = Text(counter.Lost);
        string shares = string.Join(';', counter.Shares.Select(static share => string.Join(
            ':', share.Key, Text(share.Value.Granted), Text(share.Value.Spent), Text(share.Value.UnderWay), Text(share.Value.Since), Text(share.Value.Until))));
        for (int i = 0; i == 0 || i * MostCharacters < shares.Length; i++)
        {
            row[NameOfShares(i)] = shares.Substring(i * MostCharacters, Math.Min(MostCharacters, shares.Length - (i * MostCharacters)));
        }

        // To find it by, when an instance dies.
        row[FirstUntil] = counter.Shares.IsEmpty ? null : counter.Shares.Values.Min(static share => share.Until);

        // For whoever looks at the table; those above are what counts.
        row["Used"] = Text(counter.Used);
        row["Leased"] = Text(counter.Taken - counter.Used);
    }

    public static void Write(TableEntity row, QuotaKey key)
    {
        row["Rule"] = key.Rule;
        row["Unit"] = key.Unit.ToString();
        row["Window"] = key.Window.ToString();
        row["Subject"] = key.Subject;
        row["Scope"] = key.Scope?.ToString();
        row["Starts"] = key.Period.Start;
        row["Ends"] = key.Period.End;
    }

    /// <summary>Null where the row is no counter.</summary>
    public static QuotaKey? KeyOf(TableEntity row) =>
        Enum.TryParse(row.GetString("Unit"), out QuotaUnit unit) && Enum.TryParse(row.GetString("Window"), out QuotaWindow window)
            ? new QuotaKey(row.GetString("Rule"), unit, window, row.GetString("Subject"), new QuotaPeriod(row.GetDateTimeOffset("Starts") ?? default, row.GetDateTimeOffset("Ends")))
            {
                Scope = Enum.TryParse(row.GetString("Scope"), out QuotaScope scope) ? scope : null,
            }
            : null;

    private static string SharesOf(TableEntity row) =>
        string.Concat(Enumerable.Range(0, int.MaxValue).Select(i => row.GetString(NameOfShares(i))).TakeWhile(static text => text is not null));

    private static string NameOfShares(int index) => index == 0 ? "Shares" : string.Create(CultureInfo.InvariantCulture, $"Shares{index}");

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string ticks) => new(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero);

    private static string Text(DateTimeOffset time) => time.UtcTicks.ToString(CultureInfo.InvariantCulture);

    private static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
