using Azure.Core;

namespace Azure.Data.Tables.Wire;

/// <summary>Which statuses are answers and which are errors, for each kind of call.</summary>
internal static class Classifiers
{
    public static readonly ResponseClassifier Success = new StatusCodeClassifier([200, 201, 202, 204]);

    /// <summary>For calls where "not there" is an answer.</summary>
    public static readonly ResponseClassifier SuccessOrNotFound = new StatusCodeClassifier([200, 201, 202, 204, 404]);

    /// <summary>For calls where "already there" is an answer.</summary>
    public static readonly ResponseClassifier SuccessOrConflict = new StatusCodeClassifier([200, 201, 202, 204, 409]);
}
