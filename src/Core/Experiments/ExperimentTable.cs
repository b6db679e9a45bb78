using LlmFunctions.Chat;
using LlmFunctions.Configuration;

namespace LlmFunctions.Experiments;

/// <summary>The experiments by the models whose calls they split.</summary>
public sealed class ExperimentTable
{
    private readonly Dictionary<string, Entry[]> _byModel;

    /// <param name="experiments">The settings, which were validated: of one call's experiments at most one is under way.</param>
    public ExperimentTable(IReadOnlyList<ExperimentOptions> experiments)
    {
        _byModel = experiments.Where(static experiment => experiment.Enabled)
            .GroupBy(static experiment => experiment.Model, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(static group => group.Key, static group => group.Select(static experiment => new Entry(experiment)).ToArray(), StringComparer.OrdinalIgnoreCase);
    }

    public bool IsEmpty => _byModel.Count == 0;

    /// <summary>
    /// The variant that a call gets, and what answers; null where no experiment is under way. Who names a provider or a chain of models
    /// wants just these.
    /// </summary>
    public (ExperimentAssignment Assignment, string Target)? Assign(string app, IModelRequest asked, DateTimeOffset now)
    {
        if (IsEmpty || asked is { Provider: not null } or { Models.Count: > 0 } || asked.Model is not { } model || !_byModel.TryGetValue(model, out Entry[]? entries))
        {
            return null;
        }

        foreach (Entry entry in entries)
        {
            if (entry.Options.IsUnderWay(now) && entry.Options.HasApp(app))
            {
                int chosen = VariantSplit.Choose(entry.Options.Name, entry.Options.Variants, ExperimentSubject.Of(app, asked));
                return (entry.Assignments[chosen], entry.Options.Variants[chosen].Target);
            }
        }

        return null;
    }

    /// <summary>What may answer an app's calls of a model beside that model.</summary>
    public IEnumerable<string> TargetsOf(string app, string model) =>
        from entry in _byModel.GetValueOrDefault(model) ?? []
        where entry.Options.HasApp(app)
        from variant in entry.Options.Variants
        select variant.Target;

    private sealed record Entry(ExperimentOptions Options)
    {
        public ExperimentAssignment[] Assignments { get; } = [.. Options.Variants.Select(variant => new ExperimentAssignment(Options.Name, variant.Name))];
    }
}
