using System.Globalization;
using LlmFunctions.Chat;
using LlmFunctions.Dialects;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.ParallelInference;

/// <summary>Reads a request for several models. What is wrong with one model's name only is that model's error, later.</summary>
public static class ParallelRequestReader
{
    private static readonly JsonEdit[] OwnFields =
        [.. ((string[])["models", "timeout_ms", "quorum", "aggregate", "judge", "durable", "stream"]).Select(JsonEdit.Remove)];

    /// <param name="body">The client's body.</param>
    /// <param name="dialect">The dialect of the canonical shape, which the client speaks.</param>
    /// <param name="mostModels">How many models it may name.</param>
    /// <exception cref="GatewayException">The body makes no sense; names the field.</exception>
    public static ParallelRequest Read(ReadOnlyMemory<byte> body, IClientDialect dialect, int mostModels)
    {
        ReadOnlyMemory<byte> json = RequestValue.WithoutMark(body);
        RequestValue root = RequestValue.Parse(json);
        Refuse(root, "model", "has no place here: name the models in 'models'");
        Refuse(root, "stream_options", "has no place here: the events of a stream are whole results");
        List<string> models = ReadModels(root.Required("models"), mostModels);
        AggregateMethod method = ReadMethod(root.Optional("aggregate"));
        bool stream = root.Optional("stream")?.Boolean() ?? false;
        bool durable = root.Optional("durable")?.Boolean() ?? !stream;
        if (stream && durable)
        {
            throw root.Required("durable").Refuse("must be false with 'stream': what is streamed lasts as long as the request");
        }

        ParallelRequest request = new()
        {
            Dialect = dialect,
            Models = models,
            Chat = JsonBodyRewriter.Rewrite(json, OwnFields),
            Timeout = root.Optional("timeout_ms") is { } timeout ? TimeSpan.FromMilliseconds(timeout.Integer(1)) : null,
            Quorum = ReadQuorum(root.Optional("quorum"), models.Count),
            Aggregate = method,
            Judge = ReadJudge(root, method),
            Stream = stream,
            Durable = durable,
        };

        // What is wrong with the conversation is wrong for all of the models.
        ChatRequest chat = request.For(models[0]).Chat;
        return chat.N is null or 1 ? request : throw root.Required("n").Refuse("must be 1: each model gives one answer");
    }

    private static void Refuse(RequestValue root, string name, string why)
    {
        if (root.Optional(name) is { } value)
        {
            throw value.Refuse(why);
        }
    }

    private static List<string> ReadModels(RequestValue value, int most)
    {
        IReadOnlyList<RequestValue> items = value.Items();
        if (items.Count == 0)
        {
            throw value.Refuse("must name at least one model");
        }

        if (items.Count > most)
        {
            throw value.Refuse(string.Create(CultureInfo.InvariantCulture, $"must name at most {most} models, not {items.Count}"));
        }

        List<string> models = [];
        foreach (RequestValue item in items)
        {
            string model = item.Word();
            if (string.IsNullOrWhiteSpace(model))
            {
                throw item.Refuse("must not be empty");
            }

            if (models.Contains(model, StringComparer.Ordinal))
            {
                throw item.Refuse($"names '{model}' a second time");
            }

            models.Add(model);
        }

        return models;
    }

    private static int? ReadQuorum(RequestValue? value, int models) =>
        value?.Integer(1) is not { } quorum ? null
        : quorum <= models ? quorum
        : throw value.Value.Refuse(string.Create(CultureInfo.InvariantCulture, $"must be at most {models}, the number of models"));

    private static AggregateMethod ReadMethod(RequestValue? value) => value?.Text() switch
    {
        null or "none" => AggregateMethod.None,
        "best_of" => AggregateMethod.BestOf,
        "vote" => AggregateMethod.Vote,
        "judge" => AggregateMethod.Judge,
        _ => throw value.Value.Refuse("must be none, best_of, vote or judge"),
    };

    private static JudgeWish? ReadJudge(RequestValue root, AggregateMethod method)
    {
        if (method is not (AggregateMethod.BestOf or AggregateMethod.Judge))
        {
            Refuse(root, "judge", "is only allowed when 'aggregate' is best_of or judge");
            return null;
        }

        RequestValue judge = root.Required("judge", "the model that compares the answers");
        foreach (RequestValue unknown in judge.Properties.Where(static property => property.Name is not ("model" or "rubric")))
        {
            throw unknown.Refuse("is not known; known are model and rubric");
        }

        return new JudgeWish(judge.Required("model").Word(), judge.Optional("rubric")?.Word());
    }
}
