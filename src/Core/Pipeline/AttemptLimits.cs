using LlmFunctions.Chat;
using LlmFunctions.Providers;
using LlmFunctions.Quotas;
using LlmFunctions.Resilience;
using LlmFunctions.Routing;

namespace LlmFunctions.Pipeline;

/// <summary>Reserves of the limits what an attempt may use. Every attempt is one of its own, as it is in the usage records.</summary>
internal sealed class AttemptLimits(QuotaKeeper keeper)
{
    // An answer that is cut off before this length helps nobody; the call is refused instead.
    private const int ShortestAnswer = 1024;

    // Where neither the client nor the catalog says how long an answer may be.
    private const int UsualOutput = 4096;

    /// <summary>Whether there are no limits, so that there is nothing to do.</summary>
    public bool IsEmpty => keeper.IsEmpty;

    /// <exception cref="QuotaExceededException">A hard limit does not allow the attempt.</exception>
    public async ValueTask<QuotaReservation> ReserveAsync(GatewayCall call, AttemptTarget target, CancellationToken cancellationToken)
    {
        IModelRequest asked = call.Asked;
        QuotaSubjects subjects = new(call.Caller.App, asked.UserId ?? asked.User, $"{target.Candidate.Provider.Name}/{target.Account.Id}", call.ClientAddress);
        try
        {
            QuotaReservation reservation = await keeper.ReserveAsync(subjects, NeedOf(call, target.Candidate), cancellationToken);
            call.LimitStatuses = reservation.Statuses;
            return reservation;
        }
        catch (QuotaExceededException exceeded)
        {
            call.LimitStatuses = () => [exceeded.Status];
            throw;
        }
    }

    /// <summary>The tokens that an answer may have where no limit says less.</summary>
    internal static int LongestAnswer(int? asked, Candidate candidate) => asked ?? candidate.Info?.MaxOutput ?? UsualOutput;

    /// <summary>What an attempt may use.</summary>
    internal static QuotaNeed NeedOf(GatewayCall call, Candidate candidate)
    {
        Demand demand = call.MakeDemand();
        long images = call.CountImages();
        long files = Math.Min(call.CountFiles(), candidate.Info?.ContextWindow ?? long.MaxValue);
        long most = call.CountMostPrompt() + files + ImageTokens.MostOf(candidate.Info?.AliasOf ?? candidate.Model, images, candidate.Info?.ContextWindow);
        int output = LongestAnswer(demand.OutputLimit, candidate);
        return new QuotaNeed
        {
            Model = candidate.Model,
            Prompt = demand.PromptTokens + files,
            MostPrompt = most,
            Images = images,
            Output = output,
            LeastOutput = Math.Min(output, ShortestAnswer + (long)call.ThinkingBudget),
            Answers = demand.Answers,
            Price = QuotaNeed.PriceOf(candidate.Info, most),
        };
    }
}
