using LlmFunctions.Catalog;
using LlmFunctions.Configuration;

namespace LlmFunctions.Routing;

/// <summary>Which models are at their end: by the settings, else by the catalog.</summary>
internal sealed class ModelVersions(IReadOnlyList<VersionOptions> versions)
{
    private readonly Dictionary<string, VersionOptions> _byModel = versions
        .GroupBy(static version => version.Model, StringComparer.Ordinal)
        .ToDictionary(static group => group.Key, static group => group.First(), StringComparer.Ordinal);

    /// <summary>Of a name that the settings speak of, whoever serves it.</summary>
    public VersionOptions? Of(string name) => _byModel.GetValueOrDefault(name);

    public VersionOptions? Of(Candidate candidate)
    {
        if (_byModel.Count > 0 && (Of($"{candidate.Provider.Name}/{candidate.Model}") ?? Of(candidate.Model)) is { } version)
        {
            return version;
        }

        return candidate.Info is { Deprecated: not null } or { Sunset: not null } ? OfCatalog(candidate.Model, candidate.Info) : null;
    }

    /// <summary>What is to be said of a model at this time; null when nothing is.</summary>
    public static ModelNotice? NoticeOf(string name, VersionOptions? version, DateTimeOffset now) => version switch
    {
        null or { Deprecated: null, Sunset: null } => null,
        _ when version.Deprecated > now => null,
        _ => new ModelNotice(name, version.Deprecated, version.Sunset, version.Replacement, version.Sunset <= now),
    };

    /// <summary>When something else will be to be said of it.</summary>
    public static DateTimeOffset NextChange(VersionOptions? version, DateTimeOffset now) =>
        version?.Deprecated > now ? version.Deprecated.Value : version?.Sunset > now ? version.Sunset.Value : DateTimeOffset.MaxValue;

    private static VersionOptions OfCatalog(string model, ModelInfo info) =>
        new() { Model = model, Deprecated = Begin(info.Deprecated), Sunset = Begin(info.Sunset), Replacement = info.Replacement };

    private static DateTimeOffset? Begin(DateOnly? day) => day is { } date ? new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero) : null;
}
