"""The tables. Columns that end in `_sealed` hold what `helpline.privacy.vault` sealed for that
row.
"""

from helpline.storage.columns import Base as Base
from helpline.storage.columns import new_id as new_id
from helpline.storage.tables.carrying import OwnNumber as OwnNumber
from helpline.storage.tables.carrying import Pace as Pace
from helpline.storage.tables.carrying import PrefixCount as PrefixCount
from helpline.storage.tables.carrying import RefusedWebhook as RefusedWebhook
from helpline.storage.tables.carrying import Spend as Spend
from helpline.storage.tables.casework import Assignment as Assignment
from helpline.storage.tables.casework import CannedReply as CannedReply
from helpline.storage.tables.casework import ErasedReferral as ErasedReferral
from helpline.storage.tables.casework import FollowUp as FollowUp
from helpline.storage.tables.casework import Lawyer as Lawyer
from helpline.storage.tables.casework import Note as Note
from helpline.storage.tables.casework import Referral as Referral
from helpline.storage.tables.casework import ReferralEvent as ReferralEvent
from helpline.storage.tables.casework import ReferralFact as ReferralFact
from helpline.storage.tables.casework import ReferralPair as ReferralPair
from helpline.storage.tables.casework import ReferralToken as ReferralToken
from helpline.storage.tables.casework import SavedFilter as SavedFilter
from helpline.storage.tables.casework import SearchToken as SearchToken
from helpline.storage.tables.media import ContactAlias as ContactAlias
from helpline.storage.tables.media import Media as Media
from helpline.storage.tables.media import RemovedFile as RemovedFile
from helpline.storage.tables.messaging import CarrierCopy as CarrierCopy
from helpline.storage.tables.messaging import CarrierRound as CarrierRound
from helpline.storage.tables.messaging import Contact as Contact
from helpline.storage.tables.messaging import DeliveryEvent as DeliveryEvent
from helpline.storage.tables.messaging import Farewell as Farewell
from helpline.storage.tables.messaging import Heartbeat as Heartbeat
from helpline.storage.tables.messaging import Message as Message
from helpline.storage.tables.messaging import ReceivedSid as ReceivedSid
from helpline.storage.tables.messaging import Safeguard as Safeguard
from helpline.storage.tables.people import Invitation as Invitation
from helpline.storage.tables.people import Passkey as Passkey
from helpline.storage.tables.people import RecoveryCode as RecoveryCode
from helpline.storage.tables.people import SignInAttempt as SignInAttempt
from helpline.storage.tables.people import Staff as Staff
from helpline.storage.tables.people import StaffSession as StaffSession
from helpline.storage.tables.reports import CaseFigures as CaseFigures
from helpline.storage.tables.reports import YearFigures as YearFigures
from helpline.storage.tables.whatsapp import CarrierContent as CarrierContent
from helpline.storage.tables.whatsapp import CarrierTemplate as CarrierTemplate
from helpline.storage.tables.learning import TurnReview as TurnReview
