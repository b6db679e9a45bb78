using System.Globalization;
using LlmFunctions.Quotas;
using Xunit;

namespace LlmFunctions.Tests.Quotas;

public sealed class QuotaPeriodTests
{
    [Theory]
    [InlineData(QuotaWindow.Minute, "2024-02-29T23:59:00Z", "2024-03-01T00:00:00Z")]
    [InlineData(QuotaWindow.Hour, "2024-02-29T23:00:00Z", "2024-03-01T00:00:00Z")]
    [InlineData(QuotaWindow.Day, "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z")]
    [InlineData(QuotaWindow.Month, "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z")]
    public void A_window_is_one_of_the_calendar_of_utc(QuotaWindow window, string start, string end)
    {
        // Already March in Paris.
        QuotaPeriod period = QuotaPeriod.Of(window, DateTimeOffset.Parse("2024-03-01T00:59:59.9+01:00", CultureInfo.InvariantCulture));
        Assert.Equal(DateTimeOffset.Parse(start, CultureInfo.InvariantCulture), period.Start);
        Assert.Equal(DateTimeOffset.Parse(end, CultureInfo.InvariantCulture), period.End);
    }

    [Fact]
    public void The_end_of_a_window_is_the_start_of_the_next()
    {
        DateTimeOffset end = new(2024, 3, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(end, QuotaPeriod.Of(QuotaWindow.Minute, end).Start);
    }

    [Fact]
    public void A_total_is_one_window_for_ever() =>
        Assert.Equal(new QuotaPeriod(DateTimeOffset.UnixEpoch, null), QuotaPeriod.Of(QuotaWindow.Total, DateTimeOffset.MaxValue));
}
