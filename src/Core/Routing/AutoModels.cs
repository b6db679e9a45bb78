using System.Collections.Concurrent;
using LlmFunctions.Catalog;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;

namespace LlmFunctions.Routing;

/// <summary>
/// What <c>auto</c> stands for: the models of the request's <c>task_type</c>, then those for requests as hard as this one,
/// then those for others, then whatever the configured providers have.
/// </summary>
public sealed class AutoModels(RoutingOptions options, RouteTable table)
{
    /// <summary>The name by which a request leaves the choice to the gateway.</summary>
    public const string Name = "auto";

    // Of the models that no list names: enough for one to be up.
    private const int MostOfTheRest = 4;

    private readonly Lazy<AutoData> _data = new(AutoData.Load);
    private readonly ConcurrentDictionary<string, Resolution> _known = new(StringComparer.Ordinal);

    internal Resolution Find(string? taskType, Demand demand, DateTimeOffset now)
    {
        if (demand.IsEmbeddings)
        {
            throw new GatewayException(ErrorKind.InvalidRequest, $"'{Name}' makes no embeddings: vectors of different models cannot be compared. Name a model.", "model");
        }

        Complexity complexity = Complexities.Of(demand, options.Auto);
        AutoTask? task = TaskOf(taskType);
        string key = task is null ? Keys[(int)complexity] : $"{complexity} {taskType!.Trim().ToLowerInvariant()}";
        if (_known.TryGetValue(key, out Resolution? known) && now < known.ValidUntil)
        {
            return known;
        }

        return _known[key] = Build(task, complexity, now);
    }

    private static string[] Keys { get; } = [.. Enum.GetNames<Complexity>()];

    private Resolution Build(AutoTask? task, Complexity complexity, DateTimeOffset now)
    {
        ResolutionBuilder builder = new(table, now);
        if (task is not null)
        {
            builder.AddPool(task.Primary, [], null);
            builder.AddEach(task.Fallback);
        }

        foreach (Complexity next in Order(complexity))
        {
            builder.AddPool(ModelsOf(next), [], null);
        }

        builder.AddModels(
            [.. table.Resolver.Listed().Where(static candidate => candidate.Info?.Capabilities?.HasFlag(ModelCapabilities.Chat) ?? true).OrderBy(Price)],
            MostOfTheRest);
        return builder.Build();
    }

    /// <summary>What is stronger than needed before what is weaker.</summary>
    private static Complexity[] Order(Complexity complexity) => complexity switch
    {
        Complexity.Simple => [Complexity.Simple, Complexity.Medium, Complexity.Complex],
        Complexity.Medium => [Complexity.Medium, Complexity.Complex, Complexity.Simple],
        _ => [Complexity.Complex, Complexity.Medium, Complexity.Simple],
    };

    private static decimal Price(Candidate candidate) => candidate.Info is { Prices: [{ } price, ..] } ? price.Input + price.Output : decimal.MaxValue;

    private IReadOnlyList<string> ModelsOf(Complexity complexity) => complexity switch
    {
        Complexity.Simple => Either(options.Auto.Simple, _data.Value.Simple),
        Complexity.Medium => Either(options.Auto.Medium, _data.Value.Medium),
        _ => Either(options.Auto.Complex, _data.Value.Complex),
    };

    private AutoTask? TaskOf(string? taskType)
    {
        if (string.IsNullOrWhiteSpace(taskType))
        {
            return null;
        }

        string name = taskType.Trim();
        return options.Tasks.FirstOrDefault(task => task.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } own
            ? new AutoTask { Primary = own.Primary, Fallback = own.Fallback }
            : _data.Value.Tasks.GetValueOrDefault(name.ToLowerInvariant());
    }

    private static IReadOnlyList<string> Either(IReadOnlyList<string> own, IReadOnlyList<string> builtIn) => own.Count > 0 ? own : builtIn;
}
