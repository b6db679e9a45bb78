using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Experiments.Ratings;
using LlmFunctions.Usage.Reports;

namespace LlmFunctions.Experiments.Reports;

/// <summary>Tells how the variants of an experiment fared, from the sums of usage and from feedback.</summary>
public sealed class ExperimentReports(GatewayOptions options, UsageReports usage, IFeedbackStore feedback, TimeProvider timeProvider)
{
    private static readonly TimeSpan UsualPeriod = TimeSpan.FromDays(30);
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(366);

    // What began in time may have been tried again later.
    private static readonly TimeSpan AfterEnd = TimeSpan.FromDays(1);

    // The clocks of instances differ a little.
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    /// <param name="name">The experiment.</param>
    /// <param name="from">From when on; null for its beginning, or 30 days before the end where it says none.</param>
    /// <param name="to">Until when; null for a day after its end, or now.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GatewayException">There is no such experiment, or no such time.</exception>
    public async Task<ExperimentReport> AskAsync(string name, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken)
    {
        ExperimentOptions experiment = options.Experiments.FirstOrDefault(experiment => experiment.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new GatewayException(ErrorKind.NotFound, $"There is no experiment named '{name}'.", "name");
        DateTimeOffset latest = timeProvider.GetUtcNow() + Ahead;
        DateTimeOffset until = Times.Earlier(to ?? experiment.End + AfterEnd ?? latest, latest);
        DateTimeOffset since = from ?? Times.Later(experiment.Start < until ? experiment.Start.Value : until - UsualPeriod, until - LongestPeriod);
        if (since >= until || until - since > LongestPeriod)
        {
            throw new GatewayException(ErrorKind.InvalidRequest, $"'from' must be before 'to', at most {LongestPeriod.TotalDays:0} days, and not in the future.", "from");
        }

        UsageQuery query = new()
        {
            From = since,
            To = until,
            GroupBy = UsageDimensions.Variant,
            Experiment = experiment.Name,
        };
        UsageReport used = await usage.AskAsync(query, cancellationToken);
        var scores = await feedback.SumAsync(experiment.Name, used.From, used.To, cancellationToken);
        Dictionary<string, VariantFigures> figures = used.Groups.Select(static group => group.Key.Variant!)
            .Concat(scores.Keys).Concat(experiment.Variants.Select(static variant => variant.Name)).Distinct(StringComparer.Ordinal)
            .ToDictionary(static variant => variant, variant => new VariantFigures(UsageOf(used, variant), scores.GetValueOrDefault(variant)), StringComparer.Ordinal);
        return new ExperimentReport
        {
            Experiment = experiment.Name,
            Model = experiment.Model,
            Control = experiment.Control,
            From = used.From,
            To = used.To,
            Variants =
            [
                .. from entry in figures
                   orderby entry.Key != experiment.Control, entry.Key
                   select Report(experiment, entry.Key, entry.Value, entry.Key == experiment.Control ? null : figures[experiment.Control]),
            ],
        };
    }

    private static UsageFigures UsageOf(UsageReport report, string variant) =>
        report.Groups.Where(group => group.Key.Variant == variant).Select(static group => group.Figures).FirstOrDefault() ?? new UsageFigures();

    private static VariantReport Report(ExperimentOptions experiment, string name, VariantFigures figures, VariantFigures? control)
    {
        VariantOptions? variant = experiment.Variants.FirstOrDefault(variant => variant.Name == name);
        LatencyHistogram durations = figures.Usage.Durations;
        return new VariantReport
        {
            Variant = name,
            Target = variant?.Target,
            Share = variant?.Weight / experiment.Variants.Sum(static variant => variant.Weight),
            Requests = figures.Usage.Calls,
            Attempts = figures.Usage.Requests,
            Errors = figures.Errors,
            Cancelled = figures.Cancelled,
            ErrorRate = figures.ErrorRate?.Rate(),
            LatencyMs = durations.Count == 0 ? null : new VariantLatency(durations.Sum / durations.Count, durations.Percentile(0.5), durations.Percentile(0.95)),
            Cost = figures.Usage.Cost,
            CostPerRequest = figures.Cost?.Average(),
            FeedbackCount = figures.Scores.Count,
            FeedbackScore = figures.Score,
            AgainstControl = control is null ? null : figures.Against(control),
        };
    }
}
