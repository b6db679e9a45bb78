using LlmFunctions.Dialects;

namespace LlmFunctions.ParallelInference;

/// <summary>Makes one answer of several. If it cannot, it says why: the results themselves are not lost for that.</summary>
public static class Aggregator
{
    private static readonly ParallelError NoAnswer = new("No model gave an answer in text.", "invalid_request_error", "no_answers");

    private static readonly ParallelError NoVerdict = new("The judge's reply is not a verdict on the answers.", "upstream_error", "no_verdict");

    /// <summary>The one answer; null when none is wanted.</summary>
    /// <param name="call">The request.</param>
    /// <param name="results">What the models said.</param>
    /// <param name="ask">Calls the judge.</param>
    public static async Task<ParallelAggregate?> AggregateAsync(ParallelCall call, IReadOnlyList<ParallelResult> results, Func<string, ClientRequest, Task<ParallelResult>> ask)
    {
        ParallelRequest request = call.Request;
        if (request.Aggregate == AggregateMethod.None)
        {
            return null;
        }

        // In the request's order: it decides between answers that are as good, and no model's answer comes first for its name.
        ParallelResult[] answers =
        [
            .. from model in request.Models
               from result in results
               where result.Model == model && result is { Error: null, Content: not null }
               select result,
        ];
        return (answers.Length, request.Aggregate) switch
        {
            (0, _) => new ParallelAggregate { Method = NameOf(request.Aggregate), Error = NoAnswer },
            (_, AggregateMethod.Vote) => Vote(answers),
            (1, AggregateMethod.BestOf) => Best(answers[0], null),
            (1, AggregateMethod.Judge) => Ranked([(answers[0], "")]),
            _ => await JudgeAsync(call, answers, ask),
        };
    }

    private static string NameOf(AggregateMethod method) => method switch
    {
        AggregateMethod.BestOf => "best_of",
        AggregateMethod.Vote => "vote",
        AggregateMethod.Judge => "judge",
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, null),
    };

    private static ParallelAggregate Vote(IReadOnlyList<ParallelResult> answers)
    {
        IReadOnlyList<VoteGroup> votes = AnswerVote.Count(answers);
        return new ParallelAggregate { Method = NameOf(AggregateMethod.Vote), Model = votes[0].Models[0], Content = votes[0].Content, Votes = votes };
    }

    private static ParallelAggregate Best(ParallelResult winner, string? reason) =>
        new() { Method = NameOf(AggregateMethod.BestOf), Model = winner.Model, Content = winner.Content, Reason = reason };

    private static ParallelAggregate Ranked(IReadOnlyList<(ParallelResult Answer, string Reason)> ranking) => new()
    {
        Method = NameOf(AggregateMethod.Judge),
        Model = ranking[0].Answer.Model,
        Content = ranking[0].Answer.Content,
        Ranking = [.. ranking.Select(static (place, index) => new RankedAnswer(index + 1, place.Answer.Model, place.Reason))],
    };

    private static async Task<ParallelAggregate> JudgeAsync(ParallelCall call, IReadOnlyList<ParallelResult> answers, Func<string, ClientRequest, Task<ParallelResult>> ask)
    {
        JudgeWish judge = call.Request.Judge!;
        bool ranked = call.Request.Aggregate == AggregateMethod.Judge;
        ReadOnlyMemory<byte> prompt = JudgePrompt.Write(
            judge, ranked, call.Request.For(call.Request.Models[0]).Chat.Messages, [.. answers.Select(static answer => answer.Content!)]);
        ParallelResult said = await ask(judge.Model, call.Request.Dialect.ReadRequest(prompt));
        return Read(said, answers, ranked) with { Judge = new JudgeReport(judge.Model, said.Provider, said.Tokens, said.LatencyMs, said.Cost) };
    }

    private static ParallelAggregate Read(ParallelResult said, IReadOnlyList<ParallelResult> answers, bool ranked)
    {
        string content = said.Content ?? "";
        if (ranked && JudgeVerdict.ReadRanking(content, answers.Count) is { } ranking)
        {
            return Ranked([.. ranking.Select(place => (answers[place.Answer], place.Reason))]);
        }

        return !ranked && JudgeVerdict.ReadWinner(content, answers.Count) is { } winner
            ? Best(answers[winner.Answer], winner.Reason)
            : new ParallelAggregate { Method = NameOf(ranked ? AggregateMethod.Judge : AggregateMethod.BestOf), Error = said.Error ?? NoVerdict };
    }
}
