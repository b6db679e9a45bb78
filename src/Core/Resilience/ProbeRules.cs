namespace LlmFunctions.Resilience;

/// <summary>What a probe's outcome means for its account.</summary>
internal static class ProbeRules
{
    private static readonly TimeSpan RecentSuccess = TimeSpan.FromMinutes(5);

    /// <summary>Returns whether the account's status changed.</summary>
    public static bool Apply(AccountHealth account, ProbeOutcome outcome, string fingerprint)
    {
        account.Probed(outcome);
        AccountStatus status = account.Status(outcome.At);
        switch (outcome.Result)
        {
            case ProbeResult.Good when status == AccountStatus.Invalid:
                return account.Restore(outcome.At);

            // A key may be good for calls and not for the list of models, and calls are what counts.
            case ProbeResult.Refused when status == AccountStatus.Active && outcome.At - account.LastSuccess > RecentSuccess:
                return account.Invalidate(outcome.At, fingerprint);

            default:
                return false;
        }
    }
}
